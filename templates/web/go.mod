module ${PROJECT}

go 1.26
