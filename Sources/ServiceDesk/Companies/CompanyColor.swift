import PDF
import Storage
import SupportPolicy

/// The colours of those that chose none: one of eight, by the company's name. The stylesheet has the same.
package enum CompanyColor {
    package static let all = ["#1f5fbf", "#0b6b6b", "#3c6a1d", "#6644b4", "#a92544", "#94480f", "#932a75", "#43546b"]

    /// Its place among the eight.
    package static func place(of slug: String) -> Int {
        Int(slug.utf8.reduce(5381 as UInt32) { $0 &* 33 ^ UInt32($1) } % 8)
    }

    static func hex(of slug: String) -> String { all[place(of: slug)] }
}

extension CompanyRow {
    /// Its colour, wherever it writes. Text in it is darkened as far as it must be to be read.
    package var color: Color { (chosenColor ?? CompanyColor.hex(of: slug)).color }
}

extension String {
    /// Only colours are kept as such.
    fileprivate var color: Color { Color(self) ?? .ink }
}

extension Desk {
    /// Chooses the colour of a company's papers, letters and pages.
    ///
    /// - Parameter hex: such as `#1f5fbf`; `nil`: one of eight, by its name.
    /// - Throws: `.forbidden`; `.invalid` for what is no colour.
    package func setColor(_ hex: String?, as principal: Principal) async throws {
        try principal.require(.admin, .operations)
        let color = try hex.map { text in
            guard let color = Color(text) else { throw DeskError.invalid("color", "Es un color como #1f5fbf.", "A colour such as #1f5fbf.") }
            return color.hex
        }
        try await write { tx in
            try tx.sql.execute("UPDATE company SET color = \(color) WHERE id = \(principal.company)")
            try tx.appendToCompany(principal.company, .colorChanged, by: principal, facts: ["color": color ?? ""])
        }
        access.forgetAll()
    }
}
