package accounts

import (
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// oauth is the client credentials grant of RFC 6749, and its description by RFC 8414. Refusals of the token endpoint
// are worded as OAuth wants them.
func (h routes) oauth(r *web.Router) {
	const tag = "OAuth 2"
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/oauth/token", ID: "oauth-token", Tag: tag, Rights: web.Public(), MaxBody: 16 << 10,
		Summary: "A token for a client, for an hour: grant_type=client_credentials as a form, the client by HTTP Basic or in the form"}, h.token)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/.well-known/oauth-authorization-server", ID: "oauth-metadata", Tag: tag, Rights: web.Public(),
		Summary: "What the token endpoint understands"}, h.metadata)
}

func (h routes) metadata(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.JSON(fiber.Map{
		"issuer": h.s.baseURL, "token_endpoint": h.s.baseURL + "/oauth/token", "jwks_uri": h.s.baseURL + "/.well-known/jwks.json",
		"grant_types_supported": []string{"client_credentials"}, "response_types_supported": []string{},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"scopes_supported":                      scopes, "service_documentation": h.s.baseURL + "/docs",
	})
}

// oauthRefusal is an answer of RFC 6749, section 5.2.
type oauthRefusal struct{ code, detail string }

func (e oauthRefusal) Error() string { return e.code }

func (h routes) token(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderPragma, "no-cache")
	clientID, secret, form, err := oauthRequest(c)
	var granted clientGrant
	if err == nil {
		granted, err = h.s.grantClient(c.UserContext(), clientID, secret, form.Get("scope"))
	}
	var refused oauthRefusal
	switch {
	case errors.Is(err, errClient):
		refused = oauthRefusal{"invalid_client", errClient.Error()}
	case errors.Is(err, errScope):
		refused = oauthRefusal{"invalid_scope", errScope.Error()}
	case err != nil && !errors.As(err, &refused):
		return err
	}
	if refused.code == "" {
		return c.JSON(fiber.Map{"access_token": granted.Token, "token_type": "Bearer", "expires_in": int(clientLife.Seconds()), "scope": strings.Join(granted.Scopes, " ")})
	}
	status := fiber.StatusBadRequest
	if refused.code == "invalid_client" {
		status = fiber.StatusUnauthorized
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="laurel", charset="UTF-8"`)
	}
	return c.Status(status).JSON(fiber.Map{"error": refused.code, "error_description": refused.detail})
}

// oauthRequest reads the form and the client, which names itself in one way only.
func oauthRequest(c *fiber.Ctx) (clientID, secret string, form url.Values, err error) {
	bad := func(detail string) (string, string, url.Values, error) {
		return "", "", nil, oauthRefusal{"invalid_request", detail}
	}
	if kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || kind != "application/x-www-form-urlencoded" {
		return bad("send the parameters as application/x-www-form-urlencoded")
	}
	if form, err = url.ParseQuery(string(web.Body(c))); err != nil {
		return bad("the form cannot be read")
	}
	for _, given := range form {
		if len(given) > 1 {
			return bad("a parameter was given twice")
		}
		if strings.Contains(given[0], "\x00") || !utf8.ValidString(given[0]) {
			return bad("a parameter holds NUL or invalid UTF-8")
		}
	}
	grant := form.Get("grant_type")
	if grant == "" {
		return bad("grant_type is missing")
	}
	if grant != "client_credentials" {
		return "", "", nil, oauthRefusal{"unsupported_grant_type", "only client_credentials"}
	}
	if form.Has("client_secret") {
		if c.Get(fiber.HeaderAuthorization) != "" {
			return bad("name the client in the header or in the form, not in both")
		}
		return form.Get("client_id"), form.Get("client_secret"), form, nil
	}
	clientID, secret, ok := basic(c.Get(fiber.HeaderAuthorization))
	if !ok {
		return "", "", nil, errClient
	}
	return clientID, secret, form, nil
}

// basic reads the header; id and secret in it are form-encoded (RFC 6749, section 2.3.1).
func basic(header string) (clientID, secret string, ok bool) {
	scheme, encoded, _ := strings.Cut(header, " ")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	first, second, ok := strings.Cut(string(raw), ":")
	clientID, err1 := url.QueryUnescape(first)
	secret, err2 := url.QueryUnescape(second)
	return clientID, secret, ok && err1 == nil && err2 == nil && !strings.Contains(clientID, "\x00") && utf8.ValidString(clientID)
}
