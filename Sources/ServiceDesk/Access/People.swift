import BusinessTime
import Mail
import Storage
import SupportPolicy

/// Somebody whom a company knows.
package struct Person: FetchableRow, Sendable, Hashable {
    package let id: Int64
    package let company: Int64
    package let customer: Int64?
    package let email: String
    package let name: String
    package let role: Role
    package let level: Int?
    package let language: Language
    package let registeredAt: Instant?
    package let hasPassword: Bool

    static let columns: SQL = """
        person.id, person.company_id, person.customer_id, person.email, person.name, person.role, person.level,
        person.language, person.registered_at, CASE WHEN person.password IS NULL THEN 0 ELSE 1 END
        """

    /// Somebody who was entered just now.
    init(
        id: Int64, company: Int64, customer: Int64?, email: String, name: String, role: Role, level: Int?, language: Language,
        registeredAt: Instant?
    ) {
        self.id = id
        self.company = company
        self.customer = customer
        self.email = email
        self.name = name
        self.role = role
        self.level = level
        self.language = language
        self.registeredAt = registeredAt
        hasPassword = false
    }

    package init(_ row: Row) throws {
        id = try row[0]
        company = try row[1]
        customer = try row[2]
        email = try row[3]
        name = try row[4]
        role = try row[5]
        level = try row[6]
        language = try row[7]
        registeredAt = try row[8]
        hasPassword = try row[9]
    }

    /// The address of somebody whose own was erased by law: nothing can be sent there (RFC 2606).
    static func erasedAddress(_ id: Int64) -> String { "persona-\(id)@borrada.invalid" }
    static func isErased(_ email: String) -> Bool { email.hasSuffix("@borrada.invalid") }

    package var principal: Principal {
        Principal(company: company, person: id, name: name, email: email, role: role, level: level)
    }
}

/// An e-mail address as a key: compared without case, as all mail systems in use do.
func emailKey(_ email: String) -> String { email.lowercased() }

extension DeskTransaction {
    package func person(_ id: Int64) throws -> Person? {
        try sql.first("SELECT \(Person.columns) FROM person WHERE id = \(id)")
    }

    package func person(email: String, in company: Int64) throws -> Person? {
        try sql.first("SELECT \(Person.columns) FROM person WHERE company_id = \(company) AND email_key = \(emailKey(email))")
    }

    /// Somebody of the staff by his e-mail.
    func staff(email: String, in company: Int64) throws -> Principal? {
        try person(email: email, in: company).flatMap { $0.role.isStaff ? $0.principal : nil }
    }

    /// Everybody of a company who may have a ticket, by name.
    package func staff(of company: Int64) throws -> [Person] {
        try desk.access.staff(of: company) {
            try sql.fetch("""
                SELECT \(Person.columns) FROM person
                WHERE company_id = \(company) AND role IN ('agent', 'quality', 'operations', 'admin') ORDER BY name, id LIMIT 500
                """)
        }
    }

    /// The agents who attend a level: those of that level, and those of none. Without a level everybody does.
    func agents(ofLevel level: Int?, in company: Int64) throws -> [Principal] {
        try people(inRole: .agent, of: company).filter { level == nil || $0.level == nil || $0.level == level }
    }

    /// Everybody of the staff in a role, in the order they were entered.
    func people(inRole role: Role, of company: Int64) throws -> [Principal] {
        try staff(of: company).filter { $0.role == role }.sorted { $0.id < $1.id }.map(\.principal)
    }

    /// Enters somebody whom the company does not know yet.
    func addPerson(
        email: String, name: String, role: Role, level: Int? = nil, customer: Int64? = nil, registered: Bool,
        language: Language, in company: Int64
    ) throws -> Person {
        let id = newID()
        try sql.submit("""
            INSERT INTO person (id, company_id, customer_id, email, email_key, name, role, level, language, registered_at, created_at)
            VALUES (\(id), \(company), \(customer), \(email), \(emailKey(email)), \(name), \(role), \(level), \(language),
                    \(registered ? now : nil), \(now))
            """)
        return Person(
            id: id, company: company, customer: customer, email: email, name: name, role: role, level: level, language: language,
            registeredAt: registered ? now : nil)
    }
}

extension Desk {
    /// Enters somebody, or changes the role of somebody who is known.
    ///
    /// - Parameter principal: who does it; `nil`: the owner of the installation, at its command line.
    @discardableResult
    package func enter(
        email: String, name: String? = nil, role: Role, level: Int? = nil, in slug: String, as principal: Principal? = nil
    ) async throws -> Person {
        let newcomer = try Newcomer(email: email, name: name, role: role, level: level)
        defer { access.forgetAll() }
        return try await write { tx in try tx.enter(newcomer, in: try tx.company(slug), as: principal) }
    }

    /// Everybody a company knows, staff first.
    package func people(as principal: Principal, after last: (role: String, key: String)? = nil, limit: Int = 200) async throws -> [Person] {
        try principal.requireStaff()
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT \(Person.columns) FROM person
                WHERE company_id = \(principal.company) AND (role, email_key) > (\(last?.role ?? ""), \(last?.key ?? ""))
                ORDER BY role, email_key LIMIT \(limit)
                """)
        }
    }
}

/// Somebody who is to be entered, or given a role, with an address and a name that can stay.
struct Newcomer: Sendable {
    let email, name: String
    let role: Role
    let level: Int?

    init(email: String, name: String?, role: Role, level: Int?) throws {
        guard let address = Address(email), !Person.isErased(address.email) else {
            throw DeskError.invalid("email", "No es una dirección de correo.", "Not an e-mail address.")
        }
        guard level == nil || role == .agent else {
            throw DeskError.invalid("level", "Sólo los agentes tienen nivel.", "Only agents have a level.")
        }
        self.email = address.email
        self.name = try Words.line(name ?? address.name ?? String(address.email.prefix { $0 != "@" }), field: "name")
        self.role = role
        self.level = level
    }
}

extension DeskTransaction {
    func enter(_ newcomer: Newcomer, in company: CompanyRow, as principal: Principal?) throws -> Person {
        let language = try policy(company.policyID).language
        let known = try person(email: newcomer.email, in: company.id)
        let person = try known ?? addPerson(
            email: newcomer.email, name: newcomer.name, role: newcomer.role, level: newcomer.level, registered: true,
            language: language, in: company.id)
        // Invited again without a level, an agent stays at his.
        let level = newcomer.role == .agent ? newcomer.level ?? (person.role == .agent ? person.level : nil) : nil
        guard known == nil || person.role != newcomer.role || person.level != level || person.registeredAt == nil else { return person }

        if person.role != newcomer.role {
            // What was given for the old role ends with it.
            try sql.execute("DELETE FROM api_token WHERE person_id = \(person.id)")
            try sql.execute("DELETE FROM session WHERE person_id = \(person.id)")
        }
        try sql.execute("""
            UPDATE person SET role = \(newcomer.role), level = \(level), registered_at = COALESCE(registered_at, \(now))
            WHERE id = \(person.id)
            """)
        var facts = ["role": newcomer.role.rawValue]
        facts["level"] = level.map(String.init)
        if known != nil { facts["was"] = person.role.rawValue }
        try appendToCompany(company.id, .personEntered, by: principal, for: person.id, facts: facts)
        guard let entered = try self.person(person.id) else { throw DeskError.broken("a person vanished") }
        return entered
    }
}
