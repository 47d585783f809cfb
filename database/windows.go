package database

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/knwl-platform/infra/internal/check"
)

const (
	day  = 24 * 60 // minutes
	week = 7 * day
)

// window is a period that recurs every day or week, in minutes.
type window struct{ start, length int }

var (
	days            = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	timeOfDay       = `([01][0-9]|2[0-3]):([0-5][0-9])`
	timeOfWeek      = `(mon|tue|wed|thu|fri|sat|sun):` + timeOfDay
	backupForm      = regexp.MustCompile(`^()` + timeOfDay + `-()` + timeOfDay + `$`)
	maintenanceForm = regexp.MustCompile(`^` + timeOfWeek + `-` + timeOfWeek + `$`)
)

// checkWindows records what RDS would reject: a window in another form, one under 30 minutes, or two
// that overlap.
func (c config) checkWindows(wrong *check.Mistakes) {
	backup, backupOK := parse(backupForm, day, c.BackupWindow)
	if c.BackupWindow != "" && !backupOK {
		wrong.Add("BackupWindow", c.BackupWindow,
			"must be a period of at least 30 minutes of the day, in UTC; write it like 03:00-03:30")
	}
	maintenance, maintenanceOK := parse(maintenanceForm, week, c.MaintenanceWindow)
	if c.MaintenanceWindow != "" && !maintenanceOK {
		wrong.Add("MaintenanceWindow", c.MaintenanceWindow,
			"must be a period of at least 30 minutes of the week, in UTC; write it like sun:04:00-sun:05:00")
	}
	if backupOK && maintenanceOK && maintenance.overlaps(backup) {
		wrong.Add("MaintenanceWindow", c.MaintenanceWindow, "overlaps BackupWindow %s; move one of the two", c.BackupWindow)
	}
}

// parse reads a window that recurs after a period, and reports whether it has the form and is long
// enough.
func parse(form *regexp.Regexp, period int, s string) (window, bool) {
	m := form.FindStringSubmatch(s)
	if m == nil {
		return window{}, false
	}
	start := minutes(m[1:4])
	length := (minutes(m[4:7]) - start + period) % period
	return window{start, length}, length >= 30
}

// minutes returns the time since the start of the period. parts are the day, which is empty in a time
// of day, the hour and the minute.
func minutes(parts []string) int {
	hour, _ := strconv.Atoi(parts[1]) // the form allows digits only
	minute, _ := strconv.Atoi(parts[2])
	return max(0, slices.Index(days, parts[0]))*day + hour*60 + minute
}

// overlaps reports whether a weekly window and a daily one share a minute.
func (w window) overlaps(daily window) bool {
	for d := range 7 {
		gap := (d*day + daily.start - w.start + week) % week // from the start of w to that of daily
		if gap < w.length || week-gap < daily.length {
			return true
		}
	}
	return false
}
