import Crypto
import PDF
import Storage
import SupportPolicy

/// The company's picture, on its papers in place of the name, and on its pages (IN-61).
extension Desk {
    /// The largest one (bytes): it is in every paper.
    package static let largestLogo = 300_000

    /// Sets or removes the logo.
    ///
    /// - Parameter png: `nil`: none any more.
    /// - Throws: `.forbidden`; `.invalid` for what is no PNG, cannot be read, or is too large.
    package func setLogo(_ png: [UInt8]?, as principal: Principal) async throws {
        try principal.require(.admin, .operations)
        if let png {
            guard png.count <= Self.largestLogo else {
                throw DeskError.invalid("logo", "El archivo pesa más de 300 kB: expórtelo más pequeño.", "The file has more than 300 kB: export it smaller.")
            }
            guard Letterhead.canPrint(logo: png) else {
                throw DeskError.invalid("logo", "No es una imagen PNG que se pueda leer.", "Not a PNG picture that can be read.")
            }
        }
        let digest = png.map(Self.digest(ofLogo:))
        try await write { tx in
            try tx.sql.execute("DELETE FROM logo WHERE company_id = \(principal.company)")
            if let png { try tx.sql.execute("INSERT INTO logo (company_id, png) VALUES (\(principal.company), \(png))") }
            try tx.sql.execute("UPDATE company SET logo_digest = \(digest) WHERE id = \(principal.company)")
            try tx.appendToCompany(principal.company, .logoChanged, by: principal, facts: ["digest": digest ?? ""])
        }
        access.forgetAll()
    }

    /// As pages name it, and the journal.
    static func digest(ofLogo png: [UInt8]) -> String { Array(SHA256.hash(data: png).prefix(8)).hex }

    /// The logo, as a PNG file; `nil` where there is none.
    ///
    /// - Throws: `.notFound` for an unknown company.
    package func logo(of slug: String) async throws -> [UInt8]? {
        let company = try await company(slug).row
        guard company.logo != nil else { return nil }
        return try await read { tx in try tx.sql.value("SELECT png FROM logo WHERE company_id = \(company.id)") }
    }
}
