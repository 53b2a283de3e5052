package house

import (
	"go/ast"
	"go/token"
	"strconv"
	"testing"

	"laurel/internal/fault"
)

// Every conflict names the state that stands in its way. fault.New sees to it, so a refusal is made nowhere else; who knows the state
// more closely says a name, never nothing.
func TestEveryConflictNamesItsState(t *testing.T) {
	conflicts := 0
	for _, s := range sources(t) {
		if s.test || s.pkg == "internal/fault" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if isOf(n.Type, "fault", "Error") {
					t.Errorf("%s makes a refusal by hand: fault.New gives a conflict its state", s.at(n))
				}
			case *ast.CallExpr:
				switch {
				case isOf(n.Fun, "fault", "New") && len(n.Args) == 3 && isOf(n.Args[0], "fault", "Conflict"):
					conflicts++
					code, known := literal(n.Args[1])
					if !known || fault.New(fault.Conflict, code, "It is so.").Extra["state"] != code {
						t.Errorf("%s declares a conflict whose state nobody can tell", s.at(n))
					}
				case saysAnd(n):
					if state, known := literal(n.Args[1]); known && state == "" {
						t.Errorf("%s names no state", s.at(n))
					}
				}
			}
			return true
		})
	}
	if conflicts < 100 {
		t.Errorf("only %d conflicts are found: the test looks past them", conflicts)
	}
}

func isOf(e ast.Expr, pkg, name string) bool {
	sel, is := e.(*ast.SelectorExpr)
	if !is || sel.Sel.Name != name {
		return false
	}
	x, is := sel.X.(*ast.Ident)
	return is && x.Name == pkg
}

func saysAnd(c *ast.CallExpr) bool {
	sel, is := c.Fun.(*ast.SelectorExpr)
	if !is || sel.Sel.Name != "And" || len(c.Args) != 2 {
		return false
	}
	key, known := literal(c.Args[0])
	return known && key == "state"
}

func literal(e ast.Expr) (string, bool) {
	l, is := e.(*ast.BasicLit)
	if !is || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}
