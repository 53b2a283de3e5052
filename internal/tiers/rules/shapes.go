package rules

import "strings"

// member is one name that may stand in a section of a document. Its form says what kind of value it takes.
type member struct {
	name string
	form form
	must bool
}

// form is a kind of value: one of the words below, or "shape:NAME", "list:NAME" (of a shape), "map:NAME" (names of the
// author's own to a shape), "enum:a|b" or "some:a|b" (one or several of them).
type form string

const (
	formText     form = "text"
	formKey      form = "key"
	formKeys     form = "keys"
	formFlag     form = "flag"
	formTrue     form = "true"
	formPeriod   form = "period"
	formPeriods  form = "periods"
	formWhole    form = "whole"
	formDecimal  form = "decimal"
	formPart     form = "part"   // above zero, up to one
	formFigure   form = "figure" // money for a money fact, else a number
	formDate     form = "date"
	formMonthDay form = "month_day"
	formCurrency form = "currency"
	formFormula  form = "formula"
	formNode     form = "node"
	formNodes    form = "nodes"
	formFilter   form = "shape:filter"
	formCounter  form = "shape:counter"
	formTexts    form = "texts"
	formLimits   form = "limits" // names of the author's own to whole numbers
	formKeyLists form = "key_lists"
	formRates    form = "rates"
	formGrant    form = "grant"
	formWords    form = "words" // names of the author's own to texts
)

func must(name string, f form) member { return member{name, f, true} }
func may(name string, f form) member  { return member{name, f, false} }

// shapes is the whole language: the parser knows a member by this table only, and the JSON Schema is written from it.
var shapes = map[string][]member{
	"program": {must("spec", "enum:"+Spec), must("program", formKey), must("version", formKey), may("title", formText), must("currency", formCurrency),
		may("about", "shape:about"), may("standing", "shape:standing"), may("people", "shape:people"), may("facts", "map:fact_rule"),
		must("tiers", "list:tier"), may("scores", "map:score_rule"), may("designations", "list:designation_rule"), may("seat_rules", "map:seat_rule"),
		may("rates", formRates), may("regions", formKeyLists), may("golden", "list:golden_case")},
	"about":          {may("inspired_by", formText), may("source", formText), may("successor", formKey), may("not_modelled", formTexts), may("checklist", "list:checklist_line")},
	"checklist_line": {must("line", formText), may("by", formKeys), may("not_modelled", formText)},
	"standing": {may("promote", "enum:on_qualify|at_checkpoint|by_review"), may("demote", "enum:at_checkpoint|after_grace|by_review"),
		may("grace", formPeriod), may("warn", formPeriods), may("checkpoint", "shape:checkpoint"), may("qualify_on_any_day_in", formPeriod),
		may("hold", "shape:hold"), may("demote_only_at", "enum:fiscal_year"), may("transition", "shape:transition")},
	"checkpoint": {may("every", formPeriod), may("anchor", "enum:joined|approved|tier_date|purchased"), may("fiscal_year_start", formMonthDay), may("assumed", formFlag)},
	"hold":       {may("rest_of_year", formFlag), may("plus_years", formWhole)},
	"transition": {must("hold_old_tier_until", formDate)},
	"people": {may("employment", some(employments)), may("status", some(statuses)),
		may("affiliation", "enum:confirmed_by_both|confirmed_by_person|confirmed_by_partner|verified_domain"), may("one_partner_at_a_time", formFlag),
		may("leaver", "shape:leaver"), may("joiner", "shape:joiner"), may("scope", "enum:partner|family|country")},
	"leaver": {must("counts_for", formPeriod)},
	"joiner": {must("counts_after", formPeriod)},
	"fact_rule": {may("label", formText), may("type", "enum:money|count|number"), may("aggregate", "enum:sum|latest|mean|max"), may("window", "shape:window"),
		may("mature", formPeriod), may("still_active", formFlag), may("source", formText), may("max_age", formPeriod),
		may("when_stale", "enum:hold|unknown|fail"), may("derive", formFormula), may("assumed", formFlag)},
	"window": {may("last", formPeriod), may("fiscal_years", "some:current|previous"), may("same_month_last_year", formTrue)},
	"tier": {must("key", formKey), may("title", formText), must("rank", formWhole), may("track", formKey), must("entry", "enum:open|automatic|application|invitation"),
		may("require", formNode), may("enter", formNode), may("keep", formNode), may("targets", formNodes), may("grants", "shape:grants")},
	"designation_rule": {must("key", formKey), may("title", formText), may("level", formKey), may("levels", formKeys), may("external", formTrue), may("require", formNode)},
	"seat_rule":        {may("per_person", formLimits), may("total", formWhole), may("exclusive_roles", formFlag), may("pins", "enum:allowed|required")},
	"score_rule":       {may("label", formText), may("floor_each", formDecimal), may("terms", "list:term"), may("best_of", "list:score_track")},
	"score_track":      {must("track", formKey), may("floor_each", formDecimal), must("terms", "list:term")},
	"term": {must("id", formKey), may("label", formText), may("assumed", formFlag), must("of", formCounter), must("per", formDecimal), may("every", formDecimal),
		may("max", formDecimal), may("gate", formNode)},
	"filter": {may("kind", some(awardKinds)), may("certification", formKeys), may("level", formKeys), may("role", formKeys), may("family", formKeys),
		may("region", formKeys), may("country", formKeys), may("employment", some(employments)), may("status", some(statuses)),
		may("earned_after", formDate), may("valid_for", formPeriod), may("equivalents", formFlag)},
	"counter": {may("headcount", "shape:count_people"), may("awards", "shape:count_people"), may("fact", "shape:count_fact"), may("ratio", "shape:count_ratio"),
		may("designations", "shape:count_designations"), may("attest", "shape:count_attest")},
	"count_people":       {must("of", formFilter)},
	"count_fact":         {must("name", formKey)},
	"count_ratio":        {must("num", formCounter), must("den", formCounter)},
	"count_designations": {must("of", formKey), may("level", formKey)},
	"count_attest":       {must("kind", formKey), may("max_age", formPeriod)},
	"node": {may("all", formNodes), may("any", formNodes), may("n_of", "shape:n_of"), may("headcount", "shape:headcount"), may("awards", "shape:awards"),
		may("share", "shape:share"), may("seats", "shape:seats"), may("fact", "shape:fact"), may("ratio", "shape:ratio"), may("score", "shape:score"),
		may("percentile", "shape:percentile"), may("designations", "shape:designations"), may("tier", "shape:tier_test"), may("attest", "shape:attest"), may("fee", "shape:fee")},
	"n_of":      leafOf(must("n", formWhole), must("of", formNodes)),
	"headcount": leafOf(must("of", formFilter), must("min", formWhole)),
	"awards":    leafOf(must("of", formFilter), must("min", formWhole)),
	"share":     leafOf(must("of", formFilter), must("over", formCounter), must("min", formPart), may("count_up_to", formWhole)),
	"seats":     leafOf(must("group", formKey), must("needs", "list:need")),
	"need": {must("role", formKey), must("min", formWhole), may("kind", some(awardKinds)), may("certification", formKeys), may("level", formKeys),
		may("family", formKeys), may("region", formKeys), may("country", formKeys), may("employment", some(employments)), may("status", some(statuses)),
		may("earned_after", formDate), may("valid_for", formPeriod), may("equivalents", formFlag)},
	"fact":         leafOf(must("name", formKey), may("at_least", formFigure), may("at_most", formFigure), may("more_than", formFigure)),
	"ratio":        leafOf(must("num", formCounter), must("den", formCounter), must("at_least", formDecimal)),
	"score":        leafOf(must("name", formKey), must("at_least", formDecimal)),
	"percentile":   leafOf(must("by", formKey), must("top", formPart), must("within", "shape:within"), may("partition", "enum:country"), must("freeze", "enum:at_checkpoint|yearly")),
	"within":       {may("tier", formKey), may("program", formKey)},
	"designations": leafOf(must("of", formKey), may("level", formKey), must("min", formWhole)),
	"tier_test":    leafOf(must("holds", formKey), may("for", formPeriod)),
	"attest":       leafOf(must("kind", formKey), may("min", formWhole), may("max_age", formPeriod)),
	"fee":          leafOf(must("product", formKey), may("paid", formTrue)),
	"grants":       grantMembers(),
	"grant":        {may("value", formGrant), may("range", formGrant), may("by", "shape:by"), may("per", formPeriod), may("from", formDate), may("until", formDate), may("assumed", formFlag)},
	"by":           {must("fact", formKey), must("steps", "list:step")},
	"step":         {must("at_least", formFigure), must("value", formGrant)},

	"golden_case": {must("name", formText), must("as_of", formDate), may("ask", formKey), may("country", formKey), may("tracks", formKeys), may("holds", "list:golden_holding"),
		may("people", "list:golden_people"), may("facts", "list:golden_fact"), may("evidence", "list:golden_evidence"), may("designations", "list:golden_designation"),
		may("fees", formKeys), may("ranks", "list:golden_rank"), may("pins", "list:golden_pin"), may("wanted", formKeys),
		may("certifications", "list:golden_certification"), must("expect", "shape:golden_answer")},
	"golden_holding": {must("tier", formKey), may("since", formDate)},
	"golden_people": {must("id", formKey), may("count", formWhole), may("country", formKey), may("employment", enum(employments)), may("basis", "enum:domain|invitation|hr_feed"),
		may("confirmed", "enum:both|person|partner|none"), may("from", formDate), may("to", formDate), may("elsewhere_from", formDate), may("has", "list:golden_award")},
	"golden_award": {must("key", formKey), may("kind", enum(awardKinds)), may("level", formKey), may("family", formKey), may("roles", formKeys), may("status", enum(statuses)),
		may("from", formDate), may("until", formDate), may("ended", "enum:expired|revoked"), may("held_from", formDate)},
	"golden_fact":          {must("name", formKey), must("value", formFigure), may("period", formKey), may("observed", formDate), may("active", formFigure), may("lines", "list:golden_line")},
	"golden_line":          {must("value", formFigure), must("from", formDate), may("to", formDate)},
	"golden_evidence":      {must("kind", formKey), may("count", formWhole), may("from", formDate), may("until", formDate), may("pending", formFlag)},
	"golden_designation":   {must("key", formKey), may("level", formKey), may("from", formDate), may("to", formDate)},
	"golden_rank":          {must("by", formKey), must("place", formWhole), must("of", formWhole), may("abroad", formWhole)},
	"golden_pin":           {must("group", formKey), must("person", formKey), must("role", formKey)},
	"golden_certification": {must("key", formKey), may("counts_until", formDate), may("implies", formKeys), may("equivalents", "list:golden_equivalent")},
	"golden_equivalent":    {must("key", formKey), may("until", formDate)},
	"golden_answer":        {must("result", "enum:met|not_met|unknown"), may("nodes", "list:golden_node")},
	"golden_node": {must("node", formText), may("result", "enum:met|not_met|unknown"), may("have", formText), may("need", formText), may("short", formText), may("why", formKey),
		may("track", formKey), may("points", formWords), may("people", formKeys), may("excluded", formWords)},
}

func enum(words []string) form { return "enum:" + form(strings.Join(words, "|")) }

// leafOf adds what every test may carry beside its own members.
func leafOf(own ...member) []member {
	return append([]member{may("id", formKey), may("title", formText), may("label", formText), may("assumed", formFlag), may("when", formFormula)}, own...)
}

func grantMembers() []member {
	found := []member{}
	for _, kind := range grantKinds {
		found = append(found, may(kind, formGrant))
	}
	return found
}

func some(words []string) form {
	f := form("some:")
	for i, w := range words {
		if i > 0 {
			f += "|"
		}
		f += form(w)
	}
	return f
}

// namesOf are the members a shape knows.
func namesOf(shape string) []string {
	found := []string{}
	for _, m := range shapes[shape] {
		found = append(found, m.name)
	}
	return found
}

// shape reads a section by its name in the table, and reports what has to be there and is not.
func (p place) shape(name string) section {
	s := p.section(namesOf(name)...)
	if s.absent() {
		return s
	}
	for _, m := range shapes[name] {
		if m.must && s.get(m.name).absent() {
			s.get(m.name).fault("required", "Missing.")
		}
	}
	return s
}
