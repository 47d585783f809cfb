package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// harmless is an update of a running shape during which every request must have a working path at
// every moment. The exceptions are listed.
type harmless struct {
	name   string
	change func(*shape)
	// may lists ways that this update breaks, keyed by a part of the way's name. The value is the
	// reason why AWS cannot avoid it. The test also fails for an entry that does not break.
	may map[string]string
	// ends lists ways that this update closes on purpose.
	ends []string
	// opens lists ways that do not work before this update.
	opens []string
	// refused is a part of the error with which this update must fail. The shape then stays as it
	// was.
	refused string
	// byAWS is true if AWS, not the library, rejects the update.
	byAWS bool
}

// site is the running stack of a shape.
type site struct {
	name  string
	shape *shape
	cloud *emulator.Emulator
	stack *engine.Stack
}

func newSite(t *testing.T, name string, s *shape) *site {
	t.Helper()
	cloud := emulator.Start(t)
	a := accountAt(t, cloud.URL)
	s.certificates = map[string]string{
		"first":   a.certificate(serverName),
		"second":  a.certificate(serverName),
		"pending": a.pendingCertificate(serverName),
	}
	stack := engine.New(t, example, "dev", s.program, emulator.Environment(cloud.URL))
	stack.Up(t)
	return &site{name: name, shape: s, cloud: cloud, stack: stack}
}

// No update may take away what still serves traffic before its successor is ready.
func TestUpdatesLeaveNoMomentWithoutAPath(t *testing.T) {
	t.Parallel()
	for name, updates := range map[string][]harmless{
		"rolling": rollingUpdates(), "blue-green": blueGreenUpdates(), "green-live": greenUpdates(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			running := newSite(t, name, plain(name != "rolling"))
			for _, u := range updates {
				t.Run(u.name, func(t *testing.T) { running.update(t, u) })
			}
			t.Run("nothing is left to change", func(t *testing.T) { running.stack.Preview(t).Expect(t, nil) })
		})
	}
}

func (s *site) account(t *testing.T) account { return accountAt(t, s.cloud.URL) }

// update applies an update and the deployment that follows from it, and watches both.
func (s *site) update(t *testing.T, u harmless) {
	before := *s.shape
	u.change(s.shape)
	begun := s.cloud.Watch(t)
	if u.refused != "" {
		s.fail(t, u)
		*s.shape = before
	} else {
		s.stack.Up(t)
	}
	if s.shape.blueGreen {
		s.deploy(t)
	}
	s.judge(t, u, begun, s.cloud.StopWatching(t))
}

// fail applies an update that must be rejected.
func (s *site) fail(t *testing.T, u harmless) {
	t.Helper()
	if u.byAWS {
		s.cloud.WillRefuse(u.refused)
	}
	if _, err := s.stack.TryUp(t.Context()); err == nil || !strings.Contains(err.Error(), u.refused) {
		t.Errorf("the update ended with %v, want it refused with %q", err, u.refused)
	}
}

// deploy carries a changed revision or network to production, as a pipeline does.
func (s *site) deploy(t *testing.T) {
	t.Helper()
	target := rolloutTarget(t, s.stack.Outputs(t)["rollout"])
	client := rollout.New(s.account(t).Config, target, rollout.PollEvery(100*time.Millisecond))
	plan, err := client.Plan(t.Context(), rollout.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Action == rollout.Nothing {
		return
	}
	deployment, err := client.Start(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := deployment.Wait(t.Context(), rollout.WaitOptions{}); err != nil {
		t.Fatal(err)
	}
}

// judge compares what a watch has seen with what the update may break, close and open.
func (s *site) judge(t *testing.T, u harmless, begun, seen emulator.Continuity) {
	t.Helper()
	for _, way := range begun.NotWorking {
		if matching(u.opens, way) == "" {
			t.Errorf("before the update does not work: %s", way)
		}
	}
	for _, open := range u.opens {
		if !slices.ContainsFunc(begun.NotWorking, func(way string) bool { return strings.Contains(way, open) }) {
			t.Errorf("%q works before the update", open)
		}
	}
	allowed := slices.Collect(maps.Keys(u.may))
	met := map[string]bool{}
	var harm []emulator.Break
	for _, b := range seen.Breaks {
		if way := matching(u.ends, b.Way); way != "" {
			met[way] = met[way] || b.Back == nil
			continue
		}
		harm = append(harm, b)
		if way := matching(allowed, b.Way); way != "" {
			met[way] = true
			t.Logf("%s (as foreseen: %s)", b, u.may[way])
			continue
		}
		t.Errorf("%s", b)
	}
	for _, way := range append(allowed, u.ends...) {
		if !met[way] {
			t.Errorf("%q did not break: take it out of the list of this update", way)
		}
	}
	if len(begun.Ways) == 0 {
		t.Error("nothing was watched")
	}
	report.add(s.name, u.name, continuityOf(seen, harm))
}

// matching returns the first of the parts that the name contains, or "".
func matching(parts []string, name string) string {
	for _, part := range parts {
		if strings.Contains(name, part) {
			return part
		}
	}
	return ""
}

// continuityOf returns a line of the report.
func continuityOf(seen emulator.Continuity, harm []emulator.Break) string {
	line := fmt.Sprintf("%d calls watched over %d ways, ", seen.Calls, len(seen.Ways))
	if len(harm) == 0 {
		return line + "no break"
	}
	longest := slices.MaxFunc(harm, func(a, b emulator.Break) int {
		callsA, _ := seen.For(a)
		callsB, _ := seen.For(b)
		return callsA - callsB
	})
	calls, seconds := seen.For(longest)
	return line + fmt.Sprintf("%d breaks, the longest for %d calls (%.1f s) after %s",
		len(harm), calls, seconds, longest.After.Call)
}
