package accounts

import "laurel/internal/fault"

// Every refusal of this slice.
var (
	ErrWeakPassword = fault.New(fault.Invalid, "weak_password", "Choose another password.")
	ErrBadEmail     = fault.New(fault.Invalid, "invalid_email", "Give a usable e-mail address.")
	ErrBadName      = fault.New(fault.Invalid, "invalid_name", "Give a usable name.")
	ErrBadPartner   = fault.New(fault.Invalid, "invalid_partner", "The partner cannot be kept like this.")
	ErrBadDate      = fault.New(fault.Invalid, "invalid_date", "The date cannot be used here.")
	ErrBadRole      = fault.New(fault.Invalid, "invalid_role", "A role is not known.")
	ErrBadPassword  = fault.New(fault.Invalid, "wrong_password", "The password is not right.")
	ErrBadDomain    = fault.New(fault.Invalid, "invalid_domain", "The domain cannot be proven like this.")
	ErrMergeSelf    = fault.New(fault.Invalid, "invalid_merge", "An account cannot be merged with itself.").With(fault.Field{Field: "from", Code: "same_person", Detail: "Name another account than this one."})
	ErrBadVerdict   = fault.New(fault.Invalid, "invalid_verdict", "The conflict cannot be resolved like this.")
	ErrWrongCode    = fault.New(fault.Invalid, "wrong_code", "This is not the code of the letter.")
	ErrBadScope     = fault.New(fault.Invalid, "invalid_scope", "A scope is not known.")
	ErrBadExpiry    = fault.New(fault.Invalid, "invalid_expiry", "The expiry must lie in the future.")

	ErrWrongSecret  = fault.New(fault.Unauthenticated, "invalid_credentials", "E-mail address or password are not right.")
	ErrBadToken     = fault.New(fault.Unauthenticated, "invalid_token", "Sign in again.")
	ErrTokenExpired = fault.New(fault.Unauthenticated, "token_expired", "The access token has expired; refresh it.")
	ErrRefreshGone  = fault.New(fault.Unauthenticated, "invalid_refresh_token", "Sign in again.")

	ErrForbidden     = fault.New(fault.Forbidden, "role_missing", "You are signed in, but your role does not allow this.")
	ErrForeignOrigin = fault.New(fault.Forbidden, "foreign_origin", "This call must come from the product's own pages.")

	ErrNoPerson      = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoPartner     = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoAffiliation = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoDomain      = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoMerge       = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoConflict    = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoMail        = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoInvitation  = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoKey         = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")

	ErrExternalIDTaken  = fault.New(fault.Conflict, "external_id_taken", "Another partner has this external id.")
	ErrLookAlike        = fault.New(fault.Conflict, "name_look_alike", "The name could be taken for that of another partner.")
	ErrAffiliated       = fault.New(fault.Conflict, "affiliation_exists", "The person already belongs to the partner.")
	ErrAffiliationEnded = fault.New(fault.Conflict, "affiliation_ended", "The affiliation has ended.")
	ErrChangedMeanwhile = fault.New(fault.Conflict, "changed_meanwhile", "Somebody else changed this at the same moment. Look again.")
	ErrLastAdmin        = fault.New(fault.Conflict, "last_admin", "Somebody must remain to administer the vendor.")
	ErrPersonExists     = fault.New(fault.Conflict, "person_exists", "There is already an account with this address.")

	ErrMerged      = fault.New(fault.Conflict, "person_merged", "The account is a part of another one already.").And("state", "merged")
	ErrMergeStaff  = fault.New(fault.Conflict, "person_is_staff", "Accounts of the vendor's own people are not merged. Take their vendor roles first.")
	ErrMergeClosed = fault.New(fault.Conflict, "person_disabled", "The account that shall stay is closed.")
	ErrMergeUndone = fault.New(fault.Conflict, "merge_undone", "The merge has been undone.")
	ErrMergeFinal  = fault.New(fault.Conflict, "merge_final", "The 30 days in which a merge can be undone are over.")
	ErrMergeLater  = fault.New(fault.Conflict, "merged_again", "The account was merged again since. Undo that one first.")
	ErrMailMerged  = fault.New(fault.Conflict, "mail_merged", "This address came with a merge that can still be undone. Change it when that is over.")

	ErrDomainMine   = fault.New(fault.Conflict, "domain_verified", "This domain is proven already.")
	ErrDomainTaken  = fault.New(fault.Conflict, "domain_taken", "Another partner has proven this domain. Ask the vendor.")
	ErrNoRecord     = fault.New(fault.Conflict, "record_not_found", "The TXT record is not there yet. It may take an hour to be seen.")
	ErrConflictOver = fault.New(fault.Conflict, "conflict_resolved", "The conflict has been resolved.")
	ErrMailMine     = fault.New(fault.Conflict, "mail_yours", "This address leads to you already.")
	ErrMailTaken    = fault.New(fault.Conflict, "mail_taken", "Another account has this address. If both are yours, ask the vendor's support to merge them.")
	ErrMailFirst    = fault.New(fault.Conflict, "mail_primary", "Letters go to this address. Choose another one for them first.")
	ErrTooManyMails = fault.New(fault.Conflict, "too_many_mails", "You have as many addresses as one person may have. Remove one first.")
	ErrCodeSpent    = fault.New(fault.Conflict, "code_spent", "The code was mistyped too often. Ask for a new one.")
	ErrCodeOver     = fault.New(fault.Gone, "code_over", "The code has been used or has expired. Ask for a new one.")

	ErrInvitationUsed = fault.New(fault.Gone, "link_used", "The link has been used or has expired.")
	ErrResetUsed      = fault.New(fault.Gone, "link_used", "The link has been used or has expired.")

	ErrTooManyTries = fault.New(fault.TooMany, "too_many_tries", "Too many tries. Wait a little.")
	ErrBusy         = fault.New(fault.Unavailable, "busy", "Too many sign-ins at once. Try again in a moment.")
)
