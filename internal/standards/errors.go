package standards

import "laurel/internal/fault"

// Refusals of this slice.
var (
	ErrNothing    = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput      = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrNotRating  = fault.New(fault.Conflict, "study_not_rating", "No round of this study is open now.")
	ErrRating     = fault.New(fault.Conflict, "study_rating", "A round of this study is open. Close it first.")
	ErrAdopted    = fault.New(fault.Conflict, "study_adopted", "The cut of this study was adopted. Open another study to change it.")
	ErrSame       = fault.New(fault.Conflict, "second_person_required", "Somebody else than the one who opened this has to adopt it.")
	ErrIncomplete = fault.New(fault.Conflict, "ratings_missing", "Some judges have not rated every item. Wait for them, or leave them out of this round.")
	ErrNobody     = fault.New(fault.Conflict, "no_ratings", "Nobody has rated every item, so there is nothing to compute.")
	ErrRound      = fault.New(fault.Conflict, "round_over", "This round is closed, or was never opened. Read the ballot again.")
	ErrNoPlaces   = fault.New(fault.Conflict, "too_few_answers", "A bookmark needs items that at least 100 people have answered; too few of these were.")
	ErrMethod     = fault.New(fault.Conflict, "method_not_fitting", "This study has another method.")
	ErrTaken      = fault.New(fault.Conflict, "equating_adopted", "This conversion was adopted already.")
	ErrRated      = fault.New(fault.Conflict, "judge_has_rated", "This judge's ratings are part of a closed round and stay.")
)

func wrong(field, code, detail string) error {
	return ErrInput.With(fault.Field{Field: field, Code: code, Detail: detail})
}
