package tiers

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) team(r *web.Router) {
	see := web.Roles(append(web.Vendor(), actor.PartnerAdmin)...)
	const tag, team = "Partners", "/api/v1/partners/{id}/team"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: team, ID: "list-team", Tag: tag, Rights: see,
		Summary: "A partner's people with what they hold and are learning"}, h.members)
	web.Page(r, web.Op{Method: http.MethodGet, Path: team + ".csv", ID: "download-team", Tag: tag, Rights: see,
		Summary: "The same as a table"}, h.table)
}

// MemberView is a line of the team.
type MemberView struct {
	Person           PersonRef           `json:"person"`
	State            MemberState         `json:"state" enum:"certified,expiring,trained,lapsed,learning,invited,not_started"`
	Affiliation      string              `json:"affiliation"`
	AffiliationState string              `json:"affiliation_state" enum:"pending,confirmed"`
	JobRoles         []string            `json:"job_roles"`
	Certifications   []CertificationView `json:"certifications"`
	Tracks           []TrackView         `json:"tracks"`
}

// PersonRef names a person.
type PersonRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"` // nobody sees a team but the vendor's people and the partner's administrators
}

// CertificationView is what a person has of a certification, and where it counts.
type CertificationView struct {
	Certification string     `json:"certification"`
	Title         string     `json:"title"`
	State         string     `json:"state" enum:"active,expiring,held,expired,revoked"`
	ValidUntil    *time.Time `json:"valid_until"`
	NextDue       *time.Time `json:"next_due"`
	CountsToward  []string   `json:"counts_toward"`
	CountsFor     []RungView `json:"counts_for"`
}

// RungView is a tier, named by key and title.
type RungView struct {
	Program      string `json:"program"`
	ProgramTitle string `json:"program_title"`
	Tier         string `json:"tier"`
	TierTitle    string `json:"tier_title"`
}

// TrackView is how far a person is on a track.
type TrackView struct {
	Track      string     `json:"track"`
	Title      string     `json:"title"`
	Percent    int        `json:"percent"`
	State      TrackState `json:"state" enum:"in_progress,finished,lapsed"`
	ValidUntil *time.Time `json:"valid_until"`
}

func viewMember(m Member) MemberView {
	v := MemberView{PersonRef{m.PersonID, m.Name, m.Email}, m.State, m.AffiliationID, m.AffiliationState, m.JobRoles, []CertificationView{}, []TrackView{}}
	for _, c := range m.Certifications {
		view := CertificationView{c.Certification, c.Title, c.State, c.ValidUntil, c.NextDue, c.CountsToward, []RungView{}}
		for _, r := range c.CountsFor {
			view.CountsFor = append(view.CountsFor, RungView(r))
		}
		v.Certifications = append(v.Certifications, view)
	}
	for _, t := range m.Tracks {
		v.Tracks = append(v.Tracks, TrackView(t))
	}
	return v
}

type teamIn struct {
	ID string `path:"id"`
	web.Paging
	JobRole       string `query:"job_role" maxLength:"80"`
	State         string `query:"state" enum:"certified,expiring,trained,lapsed,learning,invited,not_started,active,held,expired,revoked,pending,confirmed" doc:"Of the person, of a certification, or of the affiliation"`
	Certification string `query:"certification" maxLength:"80"`
}

func (h routes) members(ctx context.Context, in *teamIn) (*struct{ Body web.List[MemberView] }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	team, err := h.s.Team(ctx, p.ID, TeamFilter{in.JobRole, in.State, in.Certification})
	team = slices.DeleteFunc(team, func(m Member) bool { return m.key() <= after })
	page := web.Listed(team, in.Limit, Member.key)
	views := []MemberView{}
	for _, m := range page.Data {
		views = append(views, viewMember(m))
	}
	return &struct{ Body web.List[MemberView] }{web.List[MemberView]{Data: views, NextCursor: page.NextCursor}}, err
}

// table is the team with one line for each certification; who has none has a line too.
func (h routes) table(c *fiber.Ctx) error {
	ctx := c.UserContext()
	p, err := h.s.Find(ctx, actor.Sight(ctx), web.Param(c, "id"))
	if err != nil {
		return err
	}
	f := TeamFilter{c.Query("job_role"), c.Query("state"), c.Query("certification")}
	team, err := h.s.Team(ctx, p.ID, f)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	_ = w.Write([]string{"person", "name", "affiliation_state", "job_roles", "certification", "state", "valid_until", "tracks", "email", "person_state"}) // a buffer does not fail
	for _, m := range team {
		for _, line := range lines(m) {
			_ = w.Write(line)
		}
	}
	w.Flush()
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="team.csv"`)
	return c.Send(out.Bytes())
}

func lines(m Member) [][]string {
	tracks := []string{}
	for _, t := range m.Tracks {
		tracks = append(tracks, t.Title+" "+strconv.Itoa(t.Percent)+" %")
	}
	head := []string{m.PersonID, m.Name, m.AffiliationState, strings.Join(m.JobRoles, " ")}
	found := [][]string{}
	for _, c := range m.Certifications {
		until := ""
		if c.ValidUntil != nil {
			until = c.ValidUntil.Format(time.DateOnly)
		}
		found = append(found, append(slices.Clone(head), c.Certification, c.State, until, strings.Join(tracks, "; ")))
	}
	if len(found) == 0 {
		found = append(found, append(head, "", "", "", strings.Join(tracks, "; ")))
	}
	for k := range found {
		found[k] = append(found[k], m.Email, string(m.State))
		line := found[k]
		for i := range line {
			line[i] = cellOf(line[i])
		}
	}
	return found
}
