package items

import (
	"math/big"

	"laurel/exams/scoring"
)

// mapKey is the part of a key that maps values to points, between bounds.
type mapKey struct {
	Map     map[string]string `json:"map,omitempty"`
	Default string            `json:"default,omitempty"`
	Lower   string            `json:"lower,omitempty"`
	Upper   string            `json:"upper,omitempty"`
}

// bounds reads the default and the bounds; a text that is empty is none.
func (k mapKey) bounds() (fallback, lower, upper *big.Rat, ok bool) {
	ok = true
	read := func(s string) *big.Rat {
		if s == "" {
			return nil
		}
		v, fine := scoring.Value(s)
		ok = ok && fine
		return v
	}
	fallback, lower, upper = read(k.Default), read(k.Lower), read(k.Upper)
	return fallback, lower, upper, ok && (lower == nil || upper == nil || lower.Cmp(upper) <= 0)
}

func (k mapKey) mapping() (scoring.Mapping, bool) {
	m := scoring.Mapping{Values: map[string]*big.Rat{}}
	ok := true
	m.Default, m.Lower, m.Upper, ok = k.bounds()
	for value, text := range k.Map {
		v, fine := scoring.Value(text)
		m.Values[value], ok = v, ok && fine
	}
	return m, ok
}

// mapped wants a map over known values whose best is above nothing.
func (f *faults) mapped(k mapKey, known func(string) bool) {
	m, ok := k.mapping()
	if !ok {
		f.add("key", "the map of the key holds what is no number, or its bounds are crossed")
		return
	}
	for value := range k.Map {
		f.want(known(value), "key.map", "the key maps a value that is not there")
	}
	f.want(m.Best().Sign() > 0, "key.map", "no answer is right")
}
