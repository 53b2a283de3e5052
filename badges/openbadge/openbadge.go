// Package openbadge speaks Open Badges 3.0: it writes, signs, bakes, draws and verifies credentials, and knows nothing
// of how they are kept.
package openbadge

// Context URLs in the order the specification demands; the texts behind them are embedded and no other URL is loaded.
const (
	ContextCredentials = "https://www.w3.org/ns/credentials/v2"
	ContextOpenBadges  = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	// ContextExtensions alone defines the schema validator's type; without it safe mode refuses the credential.
	ContextExtensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
	contextDID        = "https://www.w3.org/ns/did/v1"
	contextMultikey   = "https://w3id.org/security/multikey/v1"
	contextJWK        = "https://w3id.org/security/jwk/v1"

	// SchemaURL names the strict schema, the one that wants arrays everywhere.
	SchemaURL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

	// Suite is the only Data Integrity suite that certification and the public validator both know.
	Suite = "eddsa-rdfc-2022"

	proofType       = "DataIntegrityProof"
	purpose         = "assertionMethod"
	multikeyType    = "Multikey"
	jsonWebKeyType  = "JsonWebKey"
	statusEntryType = "BitstringStatusListEntry"
	revocation      = "revocation"
)
