package psychometrics

// The names of the formulas. What each says stands in Formulas.
const (
	FormulaFacility     = "facility"
	FormulaItemRest     = "item-rest"
	FormulaItemTotal    = "item-total"
	FormulaBiserial     = "biserial"
	FormulaUpperLower   = "upper-lower 27 %"
	FormulaShare        = "share"
	FormulaMeanRest     = "mean rest"
	FormulaOption       = "option-rest"
	FormulaMean         = "mean"
	FormulaSD           = "SD"
	FormulaPassRate     = "pass rate"
	FormulaAlpha        = "Cronbach's alpha"
	FormulaKR20         = "KR-20"
	FormulaAlphaPairs   = "alpha over pairs"
	FormulaAlphaDeleted = "alpha if deleted"
	FormulaKR21         = "KR-21"
	FormulaSEM          = "SEM"
	FormulaCSEM         = "Lord"
	FormulaCSEMKeats    = "Lord-Keats"
	FormulaConsistency  = "Livingston-Lewis"
	FormulaAccuracy     = "Livingston-Lewis accuracy"
	FormulaKappa        = "Livingston-Lewis kappa"
	FormulaPeriod       = "facility in period"
	FormulaDrift        = "Dorans-Kulick"
	FormulaSimilarity   = "generalized binomial"
	FormulaAngoff       = "modified Angoff"
	FormulaBookmark     = "bookmark"
	FormulaPlace        = "RP 0.67"
	FormulaIdentity     = "identity"
	FormulaEquate       = "mean equating"
	FormulaLinear       = "linear equating"
	FormulaTucker       = "Tucker"
	FormulaCohen        = "Cohen's kappa"
	FormulaCohenLine    = "Cohen's kappa, linear weights"
	FormulaCohenQuad    = "Cohen's kappa, quadratic weights"
)

// Formulas tells what each name means, exactly enough to compute a figure again.
var Formulas = map[string]string{
	FormulaFacility:     "mean points / most points",
	FormulaItemRest:     "point-biserial, item with the rest of the scored items (n-1)",
	FormulaItemTotal:    "point-biserial, item with total, uncorrected (n-1)",
	FormulaBiserial:     "biserial: item-total r * sqrt(pq) / normal density at p",
	FormulaUpperLower:   "facility of the upper 27 % minus the lower 27 %; a tie at the border counts with its part",
	FormulaShare:        "chosen / presented",
	FormulaMeanRest:     "mean share of the rest of the points, of those who chose it",
	FormulaOption:       "point-biserial, chosen or not with the rest of the scored items (n-1)",
	FormulaMean:         "mean of the points",
	FormulaSD:           "standard deviation of the points (n-1)",
	FormulaPassRate:     "attempts at or above the cut / attempts",
	FormulaAlpha:        "Cronbach's alpha: k/(k-1) * (1 - sum of item variances / total variance), n-1 in both",
	FormulaKR20:         "KR-20: k/(k-1) * (1 - sum pq / total variance), the same divisor in both",
	FormulaAlphaPairs:   "alpha from means over pairs of items seen together by 30 or more: k c / (v + (k-1) c)",
	FormulaAlphaDeleted: "Cronbach's alpha of the other items",
	FormulaKR21:         "KR-21: k/(k-1) * (1 - M (k-M) / (k variance)), n below",
	FormulaSEM:          "SD * sqrt(1 - alpha)",
	FormulaCSEM:         "Lord: sqrt(x (k-x) / (k-1)) at the cut x of k points",
	FormulaCSEMKeats:    "Lord with Keats's correction: sqrt(x (k-x) / (k-1) * (1 - alpha) / (1 - KR-21)) at the cut x of k points",
	FormulaConsistency:  "Livingston-Lewis: effective length, two-parameter beta true scores, binomial errors; share decided alike by two forms",
	FormulaAccuracy:     "Livingston-Lewis: effective length, two-parameter beta true scores, binomial errors; share decided as the true score says",
	FormulaKappa:        "Livingston-Lewis: consistency beyond chance, (p - pc) / (1 - pc)",
	FormulaPeriod:       "mean points / most points, in the period",
	FormulaDrift:        "standardised difference (Dorans-Kulick): facility minus that of the first period in five strata of the rest score, weighted by the period's attempts",
	FormulaSimilarity: "generalized binomial test (after van der Linden and Sotaridona) on items both answered wrong; " +
		"option shares among wrong answers by thirds of the total; threshold 0.05 over all pairs (Bonferroni)",
	FormulaAngoff:    "modified Angoff: mean over judges of the sum of their ratings; SE = SD / sqrt(J)",
	FormulaBookmark:  "bookmark: mean over judges of the place of the item marked; SE = SD / sqrt(J)",
	FormulaPlace:     "total at which 0.67 of the item's points are earned, by isotonic regression of the item on the total",
	FormulaIdentity:  "identity: y = x",
	FormulaEquate:    "mean, random groups: y = x + mean of to - mean of from",
	FormulaLinear:    "linear, random groups: y = m(to) + s(to) / s(from) * (x - m(from))",
	FormulaTucker:    "Tucker, common-item groups that are not equivalent: linear on the synthetic population weighted by n",
	FormulaCohen:     "Cohen's kappa: (observed - chance) / (1 - chance)",
	FormulaCohenLine: "Cohen's kappa, linear weights",
	FormulaCohenQuad: "Cohen's kappa, quadratic weights",
}
