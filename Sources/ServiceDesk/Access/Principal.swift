import SupportPolicy

/// Whoever acts on the desk: a person in a role of his company, or the desk itself.
package struct Principal: Hashable, Sendable {
    package let company: Int64
    /// 0: the desk itself.
    package let person: Int64
    package let name: String
    package let email: String
    package let role: Role
    package let level: Int?

    package init(company: Int64, person: Int64, name: String, email: String, role: Role, level: Int? = nil) {
        self.company = company
        self.person = person
        self.name = name
        self.email = email
        self.role = role
        self.level = level
    }

    /// The desk, where something happens by itself.
    static func desk(of company: Int64) -> Principal {
        Principal(company: company, person: 0, name: "Ventanilla", email: "", role: .admin)
    }

    /// As entries name him: `nil` for the desk.
    var id: Int64? { person == 0 ? nil : person }

    /// - Throws: `.forbidden` unless he is staff.
    package func requireStaff() throws {
        guard role.isStaff else { throw DeskError.forbidden }
    }

    /// Whoever answers for the policy may propose another version, and try it; only who administers puts one in force.
    package var mayProposePolicies: Bool { role == .admin || role == .quality || role == .operations }
    package var mayActivatePolicies: Bool { role == .admin }

    /// Whoever runs the house may say that it is closed on a day.
    package var mayCloseDays: Bool { role == .admin || role == .operations }

    /// - Throws: `.forbidden` unless his role is among these.
    package func require(_ roles: Role...) throws {
        guard roles.contains(role) else { throw DeskError.forbidden }
    }
}
