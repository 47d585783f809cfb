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

// window is a time that comes back every day or week, in minutes.
type window struct{ start, length int }

var (
	days            = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	timeOfDay       = `([01][0-9]|2[0-3]):([0-5][0-9])`
	timeOfWeek      = `(mon|tue|wed|thu|fri|sat|sun):` + timeOfDay
	backupForm      = regexp.MustCompile(`^()` + timeOfDay + `-()` + timeOfDay + `$`)
	maintenanceForm = regexp.MustCompile(`^` + timeOfWeek + `-` + timeOfWeek + `$`)
)

// checkWindows finds what RDS would refuse: a window of another form, one under half an hour, or two that meet.
func (c config) checkWindows(wrong *check.Mistakes) {
	backup, backupOK := parse(backupForm, day, c.backupWindow)
	if c.backupWindow != "" && !backupOK {
		wrong.Add("BackupWindow", c.backupWindow, "must be half an hour or more of the day, in UTC; write it like 03:00-03:30")
	}
	maintenance, maintenanceOK := parse(maintenanceForm, week, c.maintenanceWindow)
	if c.maintenanceWindow != "" && !maintenanceOK {
		wrong.Add("MaintenanceWindow", c.maintenanceWindow, "must be half an hour or more of the week, in UTC; write it like sun:04:00-sun:05:00")
	}
	if backupOK && maintenanceOK && maintenance.meets(backup) {
		wrong.Add("MaintenanceWindow", c.maintenanceWindow, "overlaps BackupWindow %s; move one of the two", c.backupWindow)
	}
}

// parse reads a window that comes back after a period.
func parse(form *regexp.Regexp, period int, s string) (window, bool) {
	m := form.FindStringSubmatch(s)
	if m == nil {
		return window{}, false
	}
	start := minutes(m[1:4])
	length := (minutes(m[4:7]) - start + period) % period
	return window{start, length}, length >= 30
}

func minutes(parts []string) int {
	hour, _ := strconv.Atoi(parts[1]) // the form lets nothing but digits through
	minute, _ := strconv.Atoi(parts[2])
	return max(0, slices.Index(days, parts[0]))*day + hour*60 + minute
}

// meets reports whether a weekly window and a daily one have a minute in common.
func (w window) meets(daily window) bool {
	for d := range 7 {
		gap := (d*day + daily.start - w.start + week) % week // from the start of w to that of daily
		if gap < w.length || week-gap < daily.length {
			return true
		}
	}
	return false
}
