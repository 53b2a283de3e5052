package billing

import "time"

// EntitlementState is where the right to one attempt stands.
type EntitlementState string

// The states of an entitlement. Suspended while a payment is disputed.
const (
	Granted   EntitlementState = "granted"
	Spent     EntitlementState = "spent"
	Suspended EntitlementState = "suspended"
	Revoked   EntitlementState = "revoked"
)

// Entitlement is the right to sit one attempt: one per order line and one per registration.
type Entitlement struct {
	ID             string
	LineID         string
	RegistrationID string
	PersonID       string
	State          EntitlementState
	GrantedAt      time.Time
	ChangedAt      time.Time
}
