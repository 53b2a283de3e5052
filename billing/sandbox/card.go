package sandbox

import "time"

// Card is a test card: what happens when it is used. There are no card numbers to type, so none can leak.
type Card struct {
	Key     string
	Ends    string
	Title   string
	Effect  string
	Refused string        // the reason, for cards that are refused
	Copies  int           // how often the webhook is sent
	Delay   time.Duration // how late the webhook is
	Dispute bool
}

// cards are shown on the payment page in this order.
var cards = [...]Card{
	{Key: "success", Ends: "4242", Title: "Pays", Effect: "The payment succeeds and the webhook follows at once.", Copies: 1},
	{Key: "decline", Ends: "0002", Title: "Is declined", Effect: "The bank says no. You can try another card.", Refused: "card_declined", Copies: 1},
	{Key: "insufficient", Ends: "9995", Title: "Has too little money", Effect: "Insufficient funds. You can try another card.", Refused: "insufficient_funds", Copies: 1},
	{Key: "delayed", Ends: "3155", Title: "Pays, late news", Effect: "The payment succeeds; the webhook comes 20 seconds later.", Copies: 1, Delay: 20 * time.Second},
	{Key: "duplicate", Ends: "3063", Title: "Pays, told three times", Effect: "The payment succeeds; the same webhook is sent three times.", Copies: 3},
	{Key: "lost", Ends: "0341", Title: "Pays, no news", Effect: "The payment succeeds; the webhook is never sent."},
	{Key: "dispute", Ends: "0259", Title: "Pays, then disputes", Effect: "The payment succeeds and is disputed at once.", Copies: 1, Dispute: true},
}

func cardOf(key string) (Card, bool) {
	for _, c := range cards {
		if c.Key == key {
			return c, true
		}
	}
	return Card{}, false
}

// sentence says to a buyer why a card was refused.
func sentence(reason string) string {
	switch reason {
	case "card_declined":
		return "The bank declined this card. Nothing was charged. Choose another card."
	case "insufficient_funds":
		return "There is not enough money on this card. Nothing was charged. Choose another card."
	default:
		return ""
	}
}
