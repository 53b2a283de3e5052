package webhooks

// DeliveryDue says that a message waits to be sent.
type DeliveryDue struct {
	DeliveryID string `json:"delivery_id"`
}

// FactName names the fact.
func (DeliveryDue) FactName() string { return "webhooks.delivery_due" }
