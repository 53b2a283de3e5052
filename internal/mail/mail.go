// Package mail sends letters by SMTP, or lays them into a folder where no server is set.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Letter is one letter to one person. ID is the fact or row that it is about: it becomes the Message-ID, so that a
// letter sent twice is recognised as one.
type Letter struct {
	ID      string
	To      string
	ToName  string
	Subject string
	Text    string
	HTML    string
	// Attachments go along, in this order.
	Attachments []Attachment
}

// Attachment of a letter.
type Attachment struct {
	Name, Type string
	Body       []byte
}

// Courier carries letters.
type Courier interface {
	Send(ctx context.Context, l Letter) error
}

// Open understands smtp://USER:PASSWORD@HOST:PORT (STARTTLS when offered; smtps:// for TLS from the start) and
// file:DIR. From is the sender's address.
func Open(address, from string) (Courier, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address of the mail server cannot be read")
	}
	switch u.Scheme {
	case "file":
		dir := u.Opaque
		if dir == "" {
			dir = u.Path
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the mail folder: %w", err)
		}
		return folder{dir, from}, nil
	case "smtp", "smtps":
		return server{u, from}, nil
	default:
		return nil, errors.New("mail goes to smtp://…, smtps://… or file:DIR")
	}
}

func message(l Letter, from string) (*gomail.Msg, error) {
	if strings.ContainsAny(l.Subject+l.To+l.ToName, "\r\n") {
		return nil, errors.New("a line break in a mail header")
	}
	m := gomail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := m.AddToFormat(l.ToName, l.To); err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(l.ID + "@laurel")
	m.SetDateWithValue(time.Now().UTC()) //nolint:forbidigo // the date of dispatch, nothing is decided by it
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	for _, a := range l.Attachments {
		if err := m.AttachReader(a.Name, bytes.NewReader(a.Body), gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, fmt.Errorf("attach %s: %w", a.Name, err)
		}
	}
	return m, nil
}

type folder struct{ dir, from string }

// Send writes ID.eml; the same letter again replaces itself.
func (f folder) Send(_ context.Context, l Letter) error {
	m, err := message(l, f.from)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if _, err := m.WriteTo(&text); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	name := filepath.Join(f.dir, filepath.Base(l.ID)+".eml")
	if err := os.WriteFile(name+".tmp", text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("lay letter down: %w", err)
	}
	return os.Rename(name+".tmp", name)
}

type server struct {
	address *url.URL
	from    string
}

func (s server) Send(ctx context.Context, l Letter) error {
	m, err := message(l, s.from)
	if err != nil {
		return err
	}
	options := []gomail.Option{gomail.WithTimeout(15 * time.Second), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if s.address.Scheme == "smtps" {
		options = append(options, gomail.WithSSL())
	}
	if port, err := strconv.Atoi(s.address.Port()); err == nil {
		options = append(options, gomail.WithPort(port))
	}
	if user := s.address.User; user != nil {
		password, _ := user.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(user.Username()), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(s.address.Hostname(), options...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("send letter %s: %w", l.ID, err)
	}
	return nil
}
