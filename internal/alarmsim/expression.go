package alarmsim

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"strconv"
	"strings"
)

// evaluate returns the value of a metric math expression in a minute, given the values of its metrics
// by id. With a missing operand, it is missing; FILL replaces a missing one, and MAX ignores it.
func evaluate(expression string, values map[string]float64) float64 {
	asGo := strings.NewReplacer("[", "list(", "]", ")").Replace(expression)
	parsed, err := parser.ParseExpr(asGo)
	if err != nil {
		panic(fmt.Sprintf("alarmsim: %s: %v", expression, err))
	}
	return value(parsed, values)
}

func value(e ast.Expr, values map[string]float64) float64 {
	switch e := e.(type) {
	case *ast.BasicLit:
		number, _ := strconv.ParseFloat(e.Value, 64)
		return number
	case *ast.Ident:
		if v, ok := values[e.Name]; ok {
			return v
		}
	case *ast.ParenExpr:
		return value(e.X, values)
	case *ast.BinaryExpr:
		return binary(e.Op, value(e.X, values), value(e.Y, values))
	case *ast.CallExpr:
		if name, ok := e.Fun.(*ast.Ident); ok {
			return call(name.Name, e.Args, values)
		}
	}
	panic(fmt.Sprintf("alarmsim: %T is not supported in expressions", e))
}

func binary(op token.Token, x, y float64) float64 {
	truth := func(b bool) float64 {
		switch {
		case math.IsNaN(x) || math.IsNaN(y):
			return missing
		case b:
			return 1
		default:
			return 0
		}
	}
	switch op {
	case token.ADD:
		return x + y
	case token.SUB:
		return x - y
	case token.MUL:
		return x * y
	case token.QUO:
		return x / y
	case token.GEQ:
		return truth(x >= y)
	default:
		panic("alarmsim: " + op.String() + " is not supported in expressions")
	}
}

func call(name string, args []ast.Expr, values map[string]float64) float64 {
	switch name {
	case "FILL":
		if v := value(args[0], values); !math.IsNaN(v) {
			return v
		}
		return value(args[1], values)
	case "IF":
		switch condition := value(args[0], values); {
		case math.IsNaN(condition):
			return missing
		case condition != 0:
			return value(args[1], values)
		default:
			return value(args[2], values)
		}
	case "MAX":
		list, ok := args[0].(*ast.CallExpr)
		most := missing
		for i := 0; ok && i < len(list.Args); i++ {
			if v := value(list.Args[i], values); math.IsNaN(most) || v > most {
				most = v
			}
		}
		return most
	default:
		panic("alarmsim: " + name + " is not supported in expressions")
	}
}
