package tiers

// Reseller is what the partner above sees of a partner: how many, how high and until when, and no person unless the partner allows it.
type Reseller struct {
	Partner
	SharesPeople bool
	Certified    int // people with any certification that counts
	Standings    []Rank
	Counts       []Row
}

// Rank is the tier that a partner holds on a track of a program.
type Rank struct{ PartnerID, Program, Track, Tier string }

// Sharing is what a partner lets the one above it see.
type Sharing struct {
	ParentID, ParentName string
	People               bool
}
