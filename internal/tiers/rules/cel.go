package rules

import (
	"math/big"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// Every formula is compiled once, when a document is parsed, and its cost is bounded before and while it runs.
const (
	mostFormula = 1000 // bytes
	mostCost    = 400  // operations
)

// formula is one derive: or when: leaf. It computes with exact decimals: to CEL every figure is a double, but the
// values that run through the program are big rationals, and so are its literals.
type formula struct {
	text    string
	names   []string // of facts it reads, in the order of their names
	program cel.Program
}

// formulaWords are the functions a formula may use: arithmetic, comparison and logic. Nothing loops, nothing grows.
var formulaWords = []string{"_+_", "_-_", "_*_", "_/_", "-_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_&&_", "_||_", "!_", "_?_:_",
	"@in"}

// asDouble keeps a number what it is: programs are written with double(x) where CEL has several kinds of numbers.
var asDouble = cel.Function("double", cel.Overload("double_of_number", []*cel.Type{cel.DoubleType}, cel.DoubleType),
	cel.SingletonUnaryBinding(func(value ref.Val) ref.Val { return value }))

// partnerWords are what a formula may ask of the partner beside its facts.
var partnerWords = []cel.EnvOption{
	cel.Variable("partner.country", cel.StringType), cel.Variable("partner.tracks", cel.ListType(cel.StringType)),
}

// compile reads a formula over the facts named; want is bool or double. The detail says what is wrong with it.
func compile(text string, facts []string, want *cel.Type) (*formula, string) {
	if len(text) > mostFormula {
		return nil, "At most 1000 bytes."
	}
	subset := env.NewLibrarySubset().SetDisableMacros(true)
	for _, name := range formulaWords {
		subset.AddIncludedFunctions(env.NewFunction(name))
	}
	options := append([]cel.EnvOption{cel.StdLib(cel.StdLibSubset(subset)), cel.ClearMacros(), asDouble}, partnerWords...)
	for _, name := range facts {
		if speakable(name) {
			options = append(options, cel.Variable(name, cel.DoubleType))
		}
	}
	world, err := cel.NewCustomEnv(options...)
	if err != nil {
		return nil, "The facts have names that a formula cannot speak of."
	}
	parsed, issues := world.Parse(text)
	if issues.Err() != nil {
		return nil, firstIssue(issues)
	}
	wholesAsDecimals(parsed.NativeRep())
	checked, issues := world.Check(parsed)
	if issues.Err() != nil {
		return nil, firstIssue(issues)
	}
	if !checked.OutputType().IsExactType(want) {
		return nil, "Gives " + checked.OutputType().String() + "; wanted is " + want.String() + "."
	}
	if estimate, err := world.EstimateCost(checked, bounded{}); err != nil || estimate.Max > mostCost {
		return nil, "Costs too much to compute."
	}
	run, err := world.Program(checked, cel.CostLimit(mostCost), cel.CustomDecorator(exactLiterals))
	if err != nil {
		return nil, "Cannot be computed."
	}
	return &formula{text: text, names: spokenOf(checked, facts), program: run}, ""
}

// speakable is true for a name that CEL reads as one identifier and does not keep for itself.
func speakable(name string) bool {
	for i, c := range name {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return !has([]string{"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
		"loop", "package", "namespace", "return", "var", "void", "while", "double", "partner", "bool", "int", "uint", "string", "bytes", "list",
		"map", "type", "null_type"}, name)
}

func firstIssue(issues *cel.Issues) string {
	if found := issues.Errors(); len(found) > 0 {
		line, _, _ := strings.Cut(found[0].Message, "\n")
		return raised(strings.TrimSuffix(line, " (in container '')")) + "."
	}
	return "Cannot be read."
}

// wholesAsDecimals lets 0 stand where 0.0 is meant: there is one kind of number.
func wholesAsDecimals(tree *ast.AST) {
	factory := ast.NewExprFactory()
	ast.PostOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.LiteralKind {
			return
		}
		if n, is := e.AsLiteral().(types.Int); is {
			e.SetKindCase(factory.NewLiteral(e.ID(), types.Double(n)))
		}
	}))
}

func spokenOf(checked *cel.Ast, facts []string) []string {
	used := map[string]bool{}
	for _, r := range checked.NativeRep().ReferenceMap() {
		used[r.Name] = true
	}
	names := []string{}
	for _, name := range facts {
		if used[name] {
			names = append(names, name)
		}
	}
	return names
}

// bounded says how long a list of the partner's can be.
type bounded struct{}

func (bounded) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: 50}
}

func (bounded) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

func exactLiterals(i interpreter.Interpretable) (interpreter.Interpretable, error) {
	if literal, is := i.(interpreter.InterpretableConst); is {
		if d, is := literal.Value().(types.Double); is {
			return interpreter.NewConstValue(i.ID(), decimalOf(float64(d))), nil
		}
	}
	return i, nil
}

// run computes a formula. A fact that is not known is left out: where the result does not hang on it there is one all the
// same, else there is none.
func (f *formula) run(known map[string]decimal, partner Partner) (ref.Val, bool) {
	input := map[string]any{"partner.country": partner.Country, "partner.tracks": append([]string{}, partner.Tracks...)}
	for _, name := range f.names {
		if d, is := known[name]; is {
			input[name] = d
		}
	}
	value, _, err := f.program.Eval(input)
	return value, err == nil && value != nil && !types.IsUnknownOrError(value)
}

// number computes a figure.
func (f *formula) number(known map[string]*big.Rat, partner Partner) (*big.Rat, bool) {
	value, ok := f.run(decimals(known), partner)
	d, is := value.(decimal)
	return d.rat, ok && is
}

// holds computes a guard: met where it is true, unknown where it hangs on what is not known.
func (f *formula) holds(known map[string]*big.Rat, partner Partner) Result {
	value, ok := f.run(decimals(known), partner)
	if !ok {
		return Unknown
	}
	return resultOf(value == types.True)
}

func decimals(known map[string]*big.Rat) map[string]decimal {
	found := make(map[string]decimal, len(known))
	for name, r := range known {
		found[name] = decimal{r}
	}
	return found
}

// formula reads a leaf in CEL over the facts of a program; a guard is true or false, all else a number.
func (p place) formula(program *Program, guard bool) *formula {
	if p.absent() {
		return nil
	}
	names, want := make([]string, len(program.Facts)), cel.DoubleType
	for i, f := range program.Facts {
		names[i] = f.Name
	}
	if guard {
		want = cel.BoolType
	}
	f, detail := compile(p.text(), names, want)
	if f == nil {
		p.fault("bad_formula", detail)
	}
	return f
}
