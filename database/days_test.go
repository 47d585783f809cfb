package database

import "testing"

// A window over midnight ends on the next day, whichever day it begins on.
func TestWindowsKnowEveryDayOfTheWeek(t *testing.T) {
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for i, today := range names {
		got, ok := parse(maintenanceForm, week, today+":23:30-"+names[(i+1)%7]+":00:30")
		if !ok || got != (window{i*day + 23*60 + 30, 60}) {
			t.Errorf("the window of %s is %+v", today, got)
		}
	}
}
