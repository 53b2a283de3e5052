package accounts

import "time"

const (
	// proofLife is how long a mailed code or a domain's token is good.
	proofLife = 48 * time.Hour
	// proofTries is how many codes may be typed before the proof is spent.
	proofTries = 5
)

// Proof is what is known of a code that was mailed, or of a token that shall stand in the domain name system.
type Proof struct {
	Tries     int
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// open refuses a proof that is used, over or spent.
func (p Proof) open(now time.Time) error {
	switch {
	case p.UsedAt != nil, !p.ExpiresAt.After(now):
		return ErrCodeOver
	case p.Tries >= proofTries:
		return ErrCodeSpent
	}
	return nil
}

// left is how many tries remain after one that failed.
func (p Proof) left() int { return max(proofTries-p.Tries-1, 0) }
