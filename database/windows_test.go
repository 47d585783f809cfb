package database

import "testing"

// Each window spans midnight and ends on the next day of the week.
func TestWindowsKnowEveryDayOfTheWeek(t *testing.T) {
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for i, today := range names {
		got, ok := parse(maintenanceForm, week, today+":23:30-"+names[(i+1)%7]+":00:30")
		if !ok || got != (window{i*day + 23*60 + 30, 60}) {
			t.Errorf("the window that starts on %s is %+v", today, got)
		}
	}
}

func TestOverlappingWindowsAreFound(t *testing.T) {
	for _, c := range []struct {
		maintenance, backup string
		want                bool
	}{
		{"sun:04:00-sun:05:00", "03:00-04:00", false},
		{"sun:04:00-sun:05:00", "05:00-06:00", false},
		{"sun:04:00-sun:05:00", "04:59-06:00", true},
		{"sun:04:00-sun:05:00", "23:00-04:01", true},
		{"sun:04:00-sun:05:00", "03:00-08:00", true},
		{"sat:23:30-sun:00:30", "00:00-00:30", true},
		{"sun:23:30-mon:00:30", "00:29-01:00", true},
		{"sun:23:30-mon:00:30", "00:30-01:00", false},
		{"mon:00:00-mon:01:00", "23:30-00:01", true},
	} {
		maintenance, ok := parse(maintenanceForm, week, c.maintenance)
		backup, backupOK := parse(backupForm, day, c.backup)
		if !ok || !backupOK || maintenance.overlaps(backup) != c.want {
			t.Errorf("%s and %s overlap: %t, want %t", c.maintenance, c.backup, !c.want, c.want)
		}
	}
}
