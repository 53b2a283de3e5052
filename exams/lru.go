package exams

import (
	"container/list"
	"sync"
)

// lru keeps what was used last, up to a number of entries. What it holds never changes, so many may read it at once.
type lru[V any] struct {
	mu     sync.Mutex
	most   int
	recent *list.List // front is newest
	by     map[string]*list.Element
}

type lruEntry[V any] struct {
	key   string
	value V
}

func newLRU[V any](most int) *lru[V] {
	return &lru[V]{most: most, recent: list.New(), by: map[string]*list.Element{}}
}

func (c *lru[V]) get(key string) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.by[key]
	if !ok {
		return value, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(lruEntry[V]).value, true
}

func (c *lru[V]) put(key string, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.by[key]; ok {
		c.recent.MoveToFront(e)
		return
	}
	c.by[key] = c.recent.PushFront(lruEntry[V]{key, value})
	if c.recent.Len() > c.most {
		oldest := c.recent.Back()
		c.recent.Remove(oldest)
		delete(c.by, oldest.Value.(lruEntry[V]).key)
	}
}
