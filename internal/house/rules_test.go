// Package house holds the rules of the house and the test that keeps them.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors: a package leans only on lower ones. A package that is missing here is refused.
var floors = map[string]int{
	"cmd/laurel": 6, "cmd/internal/app": 5, "workers": 4,
	"cmd/internal/load":  5,
	"internal/standards": 3, "internal/statistics": 3, "internal/marking": 3, "internal/labs": 3, "internal/labs/checks": 1, "internal/hooks": 1,
	"exams": 3, "lms": 3, "badges": 3, "billing": 3, "internal/accounts": 3, "internal/banks": 3, "internal/tiers": 3, "internal/webhooks": 3, "internal/cases": 3,
	"internal/outbox": 2, "internal/audit": 2, "billing/sandbox": 2, "exams/items": 2,
	"internal/store": 1, "internal/web": 1, "internal/blob": 1, "internal/mail": 1, "internal/paper": 1,
	"exams/psychometrics": 1, "exams/assembly": 1,
	"badges/openbadge": 1, "exams/scoring": 1, "exams/interchange": 1, "internal/tiers/rules": 1,
	"internal/fault": -1, // the ground of floor 0: every refusal is one
	"internal/id":    0, "internal/actor": 0, "internal/config": 0, "internal/money": 0, "assets": 0,
	"internal/testkit": 2, "internal/house": 6,
	"internal/proctoring": 3, "internal/appointments": 3,
}

// libraries stand under a slice and are used by the packages that are named, and no other.
var libraries = map[string][]string{
	"internal/labs/checks": {"internal/labs"}, "exams/assembly": {"exams"},
	"exams/psychometrics": {"exams", "internal/statistics", "internal/standards", "internal/marking", "cmd/internal/app"},
	"badges/openbadge":    {"badges"}, "internal/tiers/rules": {"internal/tiers"},
	"exams/scoring": {"exams", "exams/items", "internal/banks"}, "exams/items": {"exams", "internal/banks", "cmd/internal/app"}, "exams/interchange": {"exams/items", "internal/banks"},
}

var slicesOfHouse = []string{"internal/standards", "internal/proctoring", "internal/appointments", "internal/statistics", "internal/marking", "internal/labs", "exams", "lms", "badges", "billing", "internal/accounts", "internal/banks", "internal/tiers", "internal/webhooks", "internal/cases"}

// owners of tables by the word in the migration's file name; only migrations and the owner's package may name them.
var owners = map[string]string{
	"statistics": "internal/statistics", "standards": "internal/standards", "marking": "internal/marking", "labs": "internal/labs",
	"store": "internal/store", "outbox": "internal/outbox", "audit": "internal/audit", "accounts": "internal/accounts", "exams": "exams", "banks": "internal/banks", "lms": "lms",
	"badges": "badges", "billing": "billing", "tiers": "internal/tiers", "webhooks": "internal/webhooks", "cases": "internal/cases",
	"proctoring": "internal/proctoring", "appointments": "internal/appointments",
}

// neighbours are real ones that the tests of a slice run against, where a stand-in would prove less.
var neighbours = map[string][]string{"billing": {"billing/sandbox"}, "exams": {"internal/banks", "internal/statistics"}}

type source struct {
	pkg, file string
	test      bool
	ast       *ast.File
	set       *token.FileSet
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

func (s source) has(prefix string) bool {
	return slices.ContainsFunc(s.imports(), func(p string) bool { return p == prefix || strings.HasPrefix(p, prefix+"/") })
}

func (s source) routes() bool { return strings.HasPrefix(s.file, "routes") }

func (s source) at(n ast.Node) string {
	return path.Join(s.pkg, s.file) + ":" + strconv.Itoa(s.set.Position(n.Pos()).Line)
}

func sources(t *testing.T) []source {
	t.Helper()
	root := "../.."
	var out []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "vendor" || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, source{filepath.ToSlash(filepath.Dir(rel)), d.Name(), strings.HasSuffix(name, "_test.go"), f, set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAPackageLeansOnlyOnLowerFloors(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		floor, known := floors[s.pkg]
		if !known {
			t.Errorf("%s has no floor: give %s one in internal/house/rules_test.go, or a home in a package that has", s.at(s.ast.Name), s.pkg)
			continue
		}
		for _, i := range s.imports() {
			used, ours := strings.CutPrefix(i, "laurel/")
			if !ours {
				continue
			}
			if users, library := libraries[used]; library && !slices.Contains(users, s.pkg) && s.pkg != used {
				t.Errorf("%s imports %s, which is for %v only", s.at(s.ast.Name), used, users)
			}
			if used == "internal/testkit" {
				if !s.test && s.pkg != used {
					t.Errorf("%s imports testkit outside a test", s.at(s.ast.Name))
				}
				continue
			}
			if s.test && (used == s.pkg || floor > floors[used]) || s.test && slices.Contains(neighbours[s.pkg], used) {
				continue
			}
			if floors[used] >= floor && used != s.pkg {
				t.Errorf("%s (floor %d) leans on %s (floor %d): slices meet through facts in workers/reactions.go or ports introduced in cmd/internal/app", s.at(s.ast.Name), floor, used, floors[used])
			}
		}
	}
}

func TestEachLibraryHasOneDoor(t *testing.T) {
	t.Parallel()
	doors := []struct {
		library string
		allowed func(s source) bool
		why     string
	}{
		{"github.com/hibiken/asynq", func(s source) bool { return s.pkg == "workers" && (s.file == "queue.go" || s.test) }, "append a fact instead; only workers/queue.go speaks asynq"},
		{"gorm.io/driver", func(s source) bool { return s.pkg == "internal/store" }, "only internal/store opens a database"},
		{"modernc.org/sqlite", func(s source) bool { return s.pkg == "internal/store" }, "only internal/store opens a database"},
		{"database/sql", func(s source) bool { return s.pkg == "internal/store" || s.pkg == "internal/testkit" }, "go through store.Tx"},
		{"github.com/gofiber/fiber", func(s source) bool {
			return s.pkg == "internal/web" || s.pkg == "cmd/internal/app" || s.routes() || s.test
		}, "HTTP is spoken in routes*.go"},
		{"github.com/danielgtaylor/huma", func(s source) bool { return s.pkg == "internal/web" || s.pkg == "cmd/internal/app" || s.routes() }, "HTTP is spoken in routes*.go"},
		{"github.com/tetratelabs/wazero", func(s source) bool { return s.pkg == "internal/labs/checks" }, "only internal/labs/checks runs check scripts"},
		{"cel.dev", func(s source) bool { return s.pkg == "internal/tiers/rules" && strings.HasPrefix(s.file, "cel") }, "only the cel files of internal/tiers/rules compute formulas"},
		{"github.com/go-pdf/fpdf", func(s source) bool { return s.pkg == "internal/paper" }, "only internal/paper draws PDF"},
		{"github.com/golang-jwt/jwt", func(s source) bool { return s.pkg == "internal/accounts" || s.test }, "one constructor and one parser of tokens, in accounts"},
		{"log", func(source) bool { return false }, "log/slog, injected"},
		{"math/rand", func(s source) bool { return s.test }, "crypto/rand, or math/rand/v2 where nothing is secret"},
		{"unsafe", func(source) bool { return false }, "nothing here needs it"},
	}
	for _, s := range sources(t) {
		for _, d := range doors {
			for _, i := range s.imports() {
				if (i == d.library || strings.HasPrefix(i, d.library+"/")) && (d.library != "log" || i == "log") && (d.library != "math/rand" || i == "math/rand") && i != "database/sql/driver" && !d.allowed(s) {
					t.Errorf("%s imports %s: %s", s.at(s.ast.Name), i, d.why)
				}
			}
		}
	}
}

// Files that declare Service, a method of it or a port may know the world; routes may know the context. All else is rules.
func TestRulesStayPure(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		library := len(libraries[s.pkg]) > 0
		if !library && !slices.Contains(slicesOfHouse, s.pkg) {
			continue
		}
		remembers := !library && declaresService(s.ast)
		if s.has("gorm.io/gorm") && (!remembers || s.routes()) {
			t.Errorf("%s imports GORM but declares neither Service nor a method of it nor a port", s.at(s.ast.Name))
		}
		if s.has("context") && !remembers && !s.routes() && !library {
			t.Errorf("%s imports context but only thinks", s.at(s.ast.Name))
		}
		if library && (s.has("laurel/internal/store") || s.has("laurel/internal/web")) {
			t.Errorf("%s: a library has no tables and no routes", s.at(s.ast.Name))
		}
	}
}

func declaresService(f *ast.File) bool {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				continue
			}
			of := d.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			if name, ok := of.(*ast.Ident); ok && name.Name == "Service" {
				return true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok {
					if _, port := ts.Type.(*ast.InterfaceType); port || ts.Name.Name == "Service" {
						return true
					}
				}
			}
		}
	}
	return false
}

func TestWordsThatMustNotStand(t *testing.T) {
	t.Parallel()
	calls := []struct{ pkg, name, instead string }{
		{"time", "Now", "take the moment as an argument, or db.Now"},
		{"context", "Background", "take the context of the caller"},
		{"context", "TO" + "DO", "take the context of the caller"},
		{"os", "Getenv", "settings are read once, in cmd"},
		{"fmt", "Print", "log with slog, or return"},
		{"fmt", "Printf", "log with slog, or return"},
		{"fmt", "Println", "log with slog, or return"},
	}
	// Each exception says why it must be.
	exempt := map[string]string{
		"internal/web/web.go time.Now":                "",
		"internal/web/body.go time.Now":               "the time limit of a connection; nothing is decided by it",
		"internal/web/web.go context.Background":      "a request has no outer context in Fiber",
		"internal/web/describe.go context.Background": "huma asks without a context when it describes",
		"internal/mail/mail.go time.Now":              "the date of dispatch; nothing is decided by it",
	}
	methods := []string{"AutoMigrate", "Save", "FirstOrCreate", "FirstOrInit", "Unscoped", "BodyParser", "SendFile", "Association", "Preload"}
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.pkg, "cmd/") || s.pkg == "internal/testkit" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok && slices.Contains(slicesOfHouse, s.pkg) {
				t.Errorf("%s starts a goroutine in a slice: append a fact, or be a duty", s.at(g))
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok {
				for _, c := range calls {
					if _, fine := exempt[path.Join(s.pkg, s.file)+" "+c.pkg+"."+c.name]; x.Name == c.pkg && sel.Sel.Name == c.name && !fine {
						t.Errorf("%s says %s.%s: %s", s.at(n), c.pkg, c.name, c.instead)
					}
				}
			}
			if (s.has("gorm.io/gorm") || s.has("github.com/gofiber/fiber/v2")) && slices.Contains(methods, sel.Sel.Name) && usesValue(sel) {
				t.Errorf("%s calls %s, which the house does without", s.at(n), sel.Sel.Name)
			}
			return true
		})
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: no init", s.at(f))
			}
		}
	}
}

// usesValue leaves out our own packages' functions of the same name (exams.Save is a fine word).
func usesValue(sel *ast.SelectorExpr) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && (x.Name == "tx" || x.Name == "db" || x.Name == "c")
}

var (
	tableMade  = regexp.MustCompile(`(?mi)^\s*create table (?:if not exists )?([a-z_]+)`)
	migration  = regexp.MustCompile(`^\d{5}_([a-z]+)[_.].*sql$|^\d{5}_([a-z]+)\.sql$`)
	tableNamed = regexp.MustCompile(`(?i)\b(?:from|join|into|update|delete from)\s+([a-z_]+)`)
)

func tables(t *testing.T) map[string]string {
	t.Helper()
	files, err := os.ReadDir("../store/migrations")
	if err != nil {
		t.Fatal(err)
	}
	owned := map[string]string{}
	for _, f := range files {
		m := migration.FindStringSubmatch(f.Name())
		if m == nil {
			t.Errorf("migration %s is not called NNNNN_slice_what.sql", f.Name())
			continue
		}
		owner, known := owners[m[1]+m[2]]
		if !known {
			t.Errorf("migration %s names no owner", f.Name())
		}
		if strings.Contains(f.Name(), "_sandbox") {
			owner = "billing/sandbox"
		}
		text, err := os.ReadFile(filepath.Join("../store/migrations", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tableMade.FindAllStringSubmatch(string(text), -1) {
			if before, twice := owned[table[1]]; twice {
				t.Errorf("table %s is made twice: %s and %s", table[1], before, owner)
			}
			owned[table[1]] = owner
		}
	}
	return owned
}

func TestASliceTouchesItsOwnTablesOnly(t *testing.T) {
	t.Parallel()
	owned := tables(t)
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.pkg, "internal/testkit") {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.STRING {
				return true
			}
			for _, m := range tableNamed.FindAllStringSubmatch(l.Value, -1) {
				if owner, known := owned[strings.ToLower(m[1])]; known && owner != s.pkg {
					t.Errorf("%s touches %s, which belongs to %s", s.at(n), m[1], owner)
				}
			}
			return true
		})
	}
}

// Keys are read where attempts are scored and where authors work, and nowhere else.
func TestAnswerKeysStayOffTheDeliveryPath(t *testing.T) {
	t.Parallel()
	mayRead := []string{"items.go", "shelves.go", "results.go"}
	for _, s := range sources(t) {
		if s.pkg != "exams" || s.test || slices.Contains(mayRead, s.file) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && strings.Contains(l.Value, "item_keys") {
				t.Errorf("%s names item_keys: keys are loaded by %v only", s.at(n), mayRead)
			}
			return true
		})
	}
}

func TestTheTopLevelIsTheOwners(t *testing.T) {
	t.Parallel()
	allowed := []string{"cmd", "exams", "lms", "badges", "billing", "workers", "assets", "internal", "go.mod", "go.sum", "docker-compose.yml", "README.md", "LICENSE", "CHANGELOG.md"}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "laurel-data" && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s has no place at the top level", e.Name())
		}
	}
}

func TestPinnedVersionsHold(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for module, why := range map[string]string{
		"github.com/valyala/fasthttp v1.74.0":  "the version that Fiber asks for splits headers on line breaks and reads smuggled requests",
		"github.com/gofiber/fiber/v2 v2.52.15": "",
		"github.com/pressly/goose/v3 v3.28.0":  "the next one asks for another modernc.org/libc than sqlite does",
		"modernc.org/sqlite v1.60.1":           "",
		"modernc.org/libc v1.77.1":             "the version that modernc.org/sqlite v1.60.1 was made with",
	} {
		if !strings.Contains(string(text), module+"\n") && !strings.Contains(string(text), module+" //") {
			t.Errorf("go.mod must hold %s: %s", module, why)
		}
	}
}
