package app

import "gorm.io/gorm"

// issuer signs for tiers with the keys of badges, which is made after it.
type issuer struct{ of *services }

func (i issuer) SignStatement(tx *gorm.DB, message []byte) (string, error) {
	return i.of.Badges.SignStatement(tx, message)
}
