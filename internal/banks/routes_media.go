package banks

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// media registers the pictures and recordings that items show.
func (h routes) media(r *web.Router) {
	write := web.Roles(actor.VendorAdmin, actor.Author)
	read := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)
	web.Page(r, web.Op{Method: http.MethodPost, Path: banksPath + "/{id}/media", ID: "add-medium", Tag: tagBanks, Rights: write, Status: http.StatusCreated, MaxBody: MaxMediumBytes,
		Summary: "Keep a picture or recording, sent as it is, under ?name=; items then name its id"}, h.addMedium)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/media/{id}", ID: "get-medium", Tag: tagBanks, Rights: read, Summary: "A picture or recording, for authors"}, h.getMedium)
}

// MediumView is a picture or recording of a bank.
type MediumView struct {
	ID   string `json:"id"`
	Bank string `json:"bank"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

func viewMedium(m Medium) MediumView {
	return MediumView{m.ID, m.BankID, m.Name, m.Kind(), m.Type, m.Size}
}

func (h routes) addMedium(c *fiber.Ctx) error {
	m, err := h.banks.AddMedium(c.UserContext(), web.Param(c, "id"), c.Query("name"), web.Body(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, "/api/v1/media/"+m.ID)
	return c.Status(http.StatusCreated).JSON(viewMedium(m))
}

func (h routes) getMedium(c *fiber.Ctx) error {
	m, body, err := h.banks.Medium(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, m.Type)
	return web.Ranged(c, m.ID, body)
}
