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

    /// The agents who attend a level: those of that level, and those of none. Without a level everybody does.
    func agents(ofLevel level: Int?, in company: Int64) throws -> [Principal] {
        try people(inRole: .agent, of: company).filter { level == nil || $0.level == nil || $0.level == level }
    }

    /// Everybody of the staff in a role.
    func people(inRole role: Role, of company: Int64) throws -> [Principal] {
        let people: [Person] = try sql.fetch("""
            SELECT \(Person.columns) FROM person WHERE company_id = \(company) AND role = \(role) ORDER BY id
            """)
        return people.map(\.principal)
    }

    /// The person with this e-mail, entered now if he is new.
    func findOrEnter(
        email: String, name: String, role: Role, level: Int? = nil, customer: Int64? = nil, registered: Bool,
        language: Language, in company: Int64
    ) throws -> Person {
        if let known = try person(email: email, in: company) { return known }
        let id = newID()
        try sql.execute("""
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
    @discardableResult
    package func enter(
        email: String, name: String? = nil, role: Role, level: Int? = nil, in slug: String
    ) async throws -> Person {
        guard let address = Address(email) else {
            throw DeskError.invalid("email", "No es una dirección de correo.", "Not an e-mail address.")
        }
        guard level == nil || role == .agent else {
            throw DeskError.invalid("level", "Sólo los agentes tienen nivel.", "Only agents have a level.")
        }
        let name = try Words.line(name ?? address.name ?? String(address.email.prefix { $0 != "@" }), field: "name")
        defer { access.forgetAll() }
        return try await write { tx in
            let company = try tx.company(slug)
            let language = try tx.policy(company.policyID).language
            let person = try tx.findOrEnter(
                email: address.email, name: name, role: role, level: level, registered: true, language: language, in: company.id)
            // Invited again without a level, an agent stays at his.
            let place = role == .agent ? level ?? (person.role == .agent ? person.level : nil) : nil
            if person.role != role {
                // What was given for the old role ends with it.
                try tx.sql.execute("DELETE FROM api_token WHERE person_id = \(person.id)")
                try tx.sql.execute("DELETE FROM session WHERE person_id = \(person.id)")
            }
            try tx.sql.execute("""
                UPDATE person SET role = \(role), level = \(place), registered_at = COALESCE(registered_at, \(tx.now))
                WHERE id = \(person.id)
                """)
            guard let changed = try tx.person(person.id) else { throw DeskError.broken("a person vanished") }
            return changed
        }
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

extension DeskTransaction {
    /// Everybody of a company who may have a ticket.
    package func staff(of company: Int64) throws -> [Person] {
        try sql.fetch("""
            SELECT \(Person.columns) FROM person
            WHERE company_id = \(company) AND role IN ('agent', 'quality', 'operations', 'admin') ORDER BY name, id LIMIT 500
            """)
    }
}
