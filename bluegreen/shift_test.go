package bluegreen

import "testing"

func TestShiftsAreParsed(t *testing.T) {
	for shift, want := range map[Shift]steps{
		Canary10Percent5Minutes:        {percent: 10, minutes: 5},
		Linear10PercentEvery3Minutes:   {linear: true, percent: 10, minutes: 3},
		"Canary99Percent2880Minutes":   {percent: 99, minutes: 2880},
		"Linear25PercentEvery1Minutes": {linear: true, percent: 25, minutes: 1},
	} {
		if got, ok := shift.parse(); !ok || got != want {
			t.Errorf("%s is %+v", shift, got)
		}
	}
	for percent, want := range map[int]int{10: 9, 25: 3, 33: 3, 50: 1, 99: 1, 1: 99} {
		if got := (steps{linear: true, percent: percent, minutes: 1}).lasts(); got != want {
			t.Errorf("%d%% a minute lasts %d minutes, want %d", percent, got, want)
		}
	}
}

func TestEmptyShiftIsTheDefaultAndValid(t *testing.T) {
	if err := Shift("").Check(); err != nil {
		t.Error(err)
	}
	if err := Shift("Slowly").Check(); err == nil {
		t.Error("an unknown shift is accepted")
	}
}
