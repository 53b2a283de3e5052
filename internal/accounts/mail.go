package accounts

import "time"

// mailsMost is how many addresses one person may have, those that wait for their proof among them.
const mailsMost = 10

// Mail is an address of a person. One that is not verified yet leads nowhere.
type Mail struct {
	Email      string
	Primary    bool
	VerifiedAt *time.Time
	ExpiresAt  *time.Time // when the code ends that was mailed to an address that is not verified
}

// mailProof asks whether the mailbox is the person's.
type mailProof struct {
	ID       string
	PersonID string
	Email    string
	SentAt   *time.Time
	Proof
}

// bound is what the code and the link of the letter stand for.
func (p mailProof) bound() string { return p.PersonID + " " + p.Email }

// MailWish names an address that shall be added, written to first, or taken away, with the password of who asks.
type MailWish struct{ Email, Password, Network string }

// MailProof is the word of the letter: its link's token, or the address with its code.
type MailProof struct{ Token, Email, Code string }
