package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// clientGrant is a token for a client.
type clientGrant struct {
	Token  string
	Scopes []string
}

// errClient and errScope are told in OAuth's words.
var (
	errClient = errors.New("the client is not known, its secret is wrong, or it was ended")
	errScope  = errors.New("a scope is not known or not the client's")
)

// grantClient trades a client's secret for a token. Without scopes it gets all that the client has.
func (s *Service) grantClient(ctx context.Context, clientID, secret, scope string) (clientGrant, error) {
	client, err := s.client(ctx, clientID, digest(secret))
	if errors.Is(err, ErrBadToken) || err == nil && !strings.HasPrefix(secret, clientMark) {
		return clientGrant{}, errClient
	}
	if err != nil {
		return clientGrant{}, err
	}
	granted := []string(client.Scopes)
	if scope != "" {
		granted = tidy(strings.Fields(scope))
		for _, asked := range granted {
			if !slices.Contains(client.Scopes, asked) {
				return clientGrant{}, errScope
			}
		}
	}
	s.used(ctx, client)
	token, err := s.keys.signClient(s.baseURL, client, granted, s.db.Now())
	return clientGrant{token, granted}, err
}

// client finds a live one by its id; an empty hash asks for none.
func (s *Service) client(ctx context.Context, clientID, hash string) (APIKey, error) {
	var client APIKey
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		client, err = only[APIKey](tx.Raw("select "+keyColumns+" from api_keys where id = ? and kind = ? and (? = '' or hash = ?)", clientID, kindClient, hash, hash), ErrBadToken)
		return err
	})
	if err == nil && !client.live(s.db.Now()) {
		err = ErrBadToken
	}
	return client, err
}

// tokenHolder says what the holder of a client's token may do at this moment: a client that was ended takes its tokens along.
func (s *Service) tokenHolder(ctx context.Context, token string) (actor.Actor, error) {
	claims, err := s.keys.parseClient(token, s.baseURL, s.db.Now())
	if err != nil {
		return actor.Actor{}, err
	}
	client, err := s.client(ctx, claims.Subject, "")
	if err != nil {
		return actor.Actor{}, err
	}
	s.used(ctx, client)
	may := slices.DeleteFunc(strings.Fields(claims.Scope), func(scope string) bool { return !slices.Contains(client.Scopes, scope) })
	return actor.Actor{Kind: actor.Key, ID: client.ID, Name: client.Name, Scopes: may}, nil
}
