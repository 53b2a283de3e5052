package rules

// FactRule declares a metric: what it counts in, over which window, and when it is too old to decide anything.
type FactRule struct {
	Name, Source, Currency string
	Label                  string // what people call it; the name in words where the document says nothing
	Measure                Measure
	Aggregate              Aggregate
	Window                 Window
	Mature                 Period // a line counts after this time; zero: at once
	StillActive            bool   // only lines that have not ended
	MaxAge                 Period // zero: never stale
	WhenStale              WhenStale
	Assumed                bool     // its ages and waits are ours, not the vendor's
	formula                *formula // makes it of other facts; then nobody reports it
	rates                  []Exchange
}

func (f FactRule) ageWords() string {
	if f.MaxAge.IsZero() {
		return ""
	}
	return f.MaxAge.String()
}

// Derived is true for a fact that is computed from others.
func (f FactRule) Derived() bool { return f.formula != nil }

// Aggregate makes one figure of several periods.
type Aggregate string

// The ways to put periods together.
const (
	Sum    Aggregate = "sum"
	Latest Aggregate = "latest"
	Mean   Aggregate = "mean"
	Max    Aggregate = "max"
)

// WhenStale says what an old figure is good for.
type WhenStale string

// Hold judges by the last figure but lets it only confirm, never deny; unknown decides nothing; fail is the one way in
// which silence counts against a partner, and a document has to ask for it.
const (
	StaleHold    WhenStale = "hold"
	StaleUnknown WhenStale = "unknown"
	StaleFail    WhenStale = "fail"
)

func readFact(at named, p *Program) FactRule {
	s := at.shape("fact_rule")
	f := FactRule{Name: at.name, Assumed: s.get("assumed").flag(), Source: s.get("source").text(), WhenStale: StaleUnknown}
	if f.Label = s.get("label").text(); f.Label == "" {
		f.Label = spoken(at.name)
	}
	f.Measure = Measure(s.get("type").oneOf(string(MeasureMoney), string(MeasureCount), string(MeasureNumber)))
	if f.Measure == MeasureMoney {
		f.Currency, f.rates = p.Currency, p.Rates
	}
	if !s.get("derive").absent() {
		f.derived(s)
		return f
	}
	s.get("type").missing()
	f.Aggregate = Sum
	if f.Measure == MeasureNumber {
		f.Aggregate = Latest
	}
	if a := s.get("aggregate"); !a.absent() {
		f.Aggregate = Aggregate(a.oneOf(string(Sum), string(Latest), string(Mean), string(Max)))
	}
	f.Window = readWindow(s.get("window"), p)
	f.Mature, f.StillActive = s.get("mature").period(), s.get("still_active").flag()
	f.MaxAge = s.get("max_age").period()
	if w := s.get("when_stale"); !w.absent() {
		f.WhenStale = WhenStale(w.oneOf(string(StaleHold), string(StaleUnknown), string(StaleFail)))
		if f.MaxAge.IsZero() {
			w.fault("required", "Without max_age nothing gets stale.")
		}
	}
	return f
}
