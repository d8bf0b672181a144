import BusinessTime
import Storage
import SupportPolicy
import Synchronization

/// Ways of being somebody: a session in a browser, a token of a program, a link that works once.
extension Desk {
    /// How long a session lasts (seconds), from signing in.
    package static let sessionLength: Int64 = 12 * 3_600
    /// How long links for a password, and for looking at one ticket, work (seconds).
    package static let passwordLinkLength: Int64 = 3 * 86_400
    package static let ticketLinkLength: Int64 = 3_600

    /// Signs somebody in.
    ///
    /// - Returns: the token of the session, of which only a digest is kept; `nil` when e-mail and password do not match.
    package func signIn(email: String, password: String, in slug: String) async throws -> (token: String, Person)? {
        let found = try await read { tx -> (Person, String?)? in
            guard let company = try tx.companyIfKnown(slug), let person = try tx.person(email: email, in: company.id) else { return nil }
            return (person, try tx.sql.value("SELECT password FROM person WHERE id = \(person.id)"))
        }
        guard Password.matches(password, found?.1), let person = found?.0 else { return nil }
        return (try await openSession(for: person), person)
    }

    package func openSession(for person: Person) async throws -> String {
        let token = Secret.token()
        try await write { tx in
            try tx.sql.execute("""
                INSERT INTO session (token_digest, company_id, person_id, created_at, expires_at)
                VALUES (\(Secret.digest(token)), \(person.company), \(person.id), \(tx.now), \(tx.now + Self.sessionLength))
                """)
        }
        return token
    }

    /// Who a session belongs to; `nil` once it expired or was ended.
    package func person(ofSession token: String, in slug: String) async throws -> Person? {
        // A standing clock may leap over the end of a session: then nothing is remembered.
        if clockStands.load(ordering: .relaxed) { return try await findPerson(ofSession: token, in: slug) }
        return try await access.session(token, slug: slug) { try await findPerson(ofSession: token, in: slug) }
    }

    private func findPerson(ofSession token: String, in slug: String) async throws -> Person? {
        try await read { tx in
            try tx.sql.first("""
                SELECT \(Person.columns) FROM session
                JOIN person ON person.id = session.person_id
                JOIN company ON company.id = session.company_id
                WHERE session.token_digest = \(Secret.digest(token)) AND session.expires_at > \(tx.now) AND company.slug = \(slug)
                """)
        }
    }

    package func signOut(_ token: String) async throws {
        defer { access.forgetAll() }
        try await write { try $0.sql.execute("DELETE FROM session WHERE token_digest = \(Secret.digest(token))") }
    }

    /// Makes a token for a program that acts as somebody, entering him if he is new.
    ///
    /// - Returns: the token, which is kept nowhere.
    package func createToken(for email: String, role: Role, in slug: String) async throws -> String {
        let newcomer = try Newcomer(email: email, name: nil, role: role, level: nil)
        let token = Secret.token()
        defer { access.forgetAll() }
        try await write { tx in
            let company = try tx.company(slug)
            let person = try tx.person(email: newcomer.email, in: company.id) ?? tx.enter(newcomer, in: company, as: nil)
            try tx.sql.execute("""
                INSERT INTO api_token (token_digest, company_id, person_id, role, created_at)
                VALUES (\(Secret.digest(token)), \(company.id), \(person.id), \(role), \(tx.now))
                """)
            try tx.appendToCompany(company.id, .tokenCreated, for: person.id, facts: ["role": role.rawValue])
        }
        return token
    }

    /// Who acts with a token, in the role that it was made for; `nil` for one of another company.
    ///
    /// - Parameter slug: `nil`: a token of any company.
    package func principal(ofToken token: String, in slug: String? = nil) async throws -> Principal? {
        try await access.token(token, slug: slug) { try await findPrincipal(ofToken: token, in: slug) }
    }

    private func findPrincipal(ofToken token: String, in slug: String?) async throws -> Principal? {
        try await read { tx in
            let ofCompany: SQL = slug.map { "AND company.slug = \($0)" } ?? ""
            let row = try tx.sql.first("""
                SELECT api_token.company_id, person.id, person.name, person.email, api_token.role, person.level
                FROM api_token
                JOIN person ON person.id = api_token.person_id
                JOIN company ON company.id = api_token.company_id
                WHERE api_token.token_digest = \(Secret.digest(token)) \(ofCompany)
                """)
            return try row.map { row in
                Principal(company: try row[0], person: try row[1], name: try row[2], email: try row[3], role: try row[4], level: try row[5])
            }
        }
    }
}

/// What a one-time link opens.
package enum LinkPurpose: String, Sendable, SQLCodable {
    case password, ticket
}

extension DeskTransaction {
    /// Makes a link that works once.
    func makeLink(_ purpose: LinkPurpose, person: Int64, ticket: Int64? = nil, company: Int64, lasting seconds: Int64) throws -> String {
        let token = Secret.token()
        try sql.execute("""
            INSERT INTO one_time_link (token_digest, company_id, purpose, person_id, ticket_id, expires_at)
            VALUES (\(Secret.digest(token)), \(company), \(purpose), \(person), \(ticket), \(now + seconds))
            """)
        return token
    }

    /// Uses a link up.
    ///
    /// - Throws: `.notFound` when it was used, expired, or never was.
    fileprivate func useLink(_ token: String, for purpose: LinkPurpose, company: Int64) throws -> (person: Person, ticket: Int64?) {
        let row = try sql.first("""
            UPDATE one_time_link SET used_at = \(now)
            WHERE token_digest = \(Secret.digest(token)) AND company_id = \(company) AND purpose = \(purpose)
              AND used_at IS NULL AND expires_at > \(now)
            RETURNING person_id, ticket_id
            """)
        guard let row, let person = try person(try row[0]) else { throw DeskError.notFound }
        return (person, try row[1])
    }
}

extension Desk {
    /// Invites somebody, or lets him set his password anew.
    ///
    /// - Returns: the path of the link, which works once.
    package func invite(email: String, name: String? = nil, role: Role, level: Int? = nil, to slug: String) async throws -> String {
        let newcomer = try Newcomer(email: email, name: name, role: role, level: level)
        defer { access.forgetAll() }
        let token = try await write { tx in
            let person = try tx.enter(newcomer, in: try tx.company(slug), as: nil)
            return try tx.makeLink(.password, person: person.id, company: person.company, lasting: Self.passwordLinkLength)
        }
        return "/\(slug)/password/\(token)"
    }

    /// Sets a password by a one-time link, and ends the person's other sessions.
    ///
    /// - Throws: `.invalid` when the password is too short or too long; `.notFound` when the link does not work.
    package func setPassword(_ password: String, byLink token: String, in slug: String) async throws -> Person {
        guard (Password.shortest...Password.longest).contains(password.count) else {
            throw DeskError.invalid(
                "password", "La contraseña debe tener de \(Password.shortest) a \(Password.longest) caracteres.",
                "A password has \(Password.shortest) to \(Password.longest) characters.")
        }
        let kept = try Password.hash(password)
        defer { access.forgetAll() }
        return try await write { tx in
            let person = try tx.useLink(token, for: .password, company: try tx.company(slug).id).person
            try tx.sql.execute("UPDATE person SET password = \(kept), registered_at = COALESCE(registered_at, \(tx.now)) WHERE id = \(person.id)")
            try tx.sql.execute("DELETE FROM session WHERE person_id = \(person.id)")
            try tx.sql.execute("""
                UPDATE one_time_link SET used_at = \(tx.now)
                WHERE person_id = \(person.id) AND purpose = \(LinkPurpose.password) AND used_at IS NULL
                """)
            return person
        }
    }

    /// Opens a session for the holder of a link to one ticket.
    ///
    /// - Returns: the session's token and the folio.
    package func openTicket(byLink token: String, in slug: String) async throws -> (token: String, folio: String) {
        let (person, folio) = try await write { tx -> (Person, String) in
            let used = try tx.useLink(token, for: .ticket, company: try tx.company(slug).id)
            guard let ticket = used.ticket else { throw DeskError.notFound }
            return (used.person, try tx.ticket(id: ticket).ticket.folio)
        }
        return (try await openSession(for: person), folio)
    }
}

extension Desk {
    /// Whom a link is for, while it works.
    package func holder(ofLink token: String, for purpose: LinkPurpose, in slug: String) async throws -> Person? {
        try await read { tx in
            let company = try tx.company(slug)
            return try tx.sql.first("""
                SELECT \(Person.columns) FROM one_time_link JOIN person ON person.id = one_time_link.person_id
                WHERE one_time_link.token_digest = \(Secret.digest(token)) AND one_time_link.company_id = \(company.id)
                  AND one_time_link.purpose = \(purpose) AND one_time_link.used_at IS NULL AND one_time_link.expires_at > \(tx.now)
                """)
        }
    }

    /// Mails somebody a link to set his password, if he is known. The caller learns nothing either way.
    package func sendPasswordLink(to email: String, in slug: String) async throws {
        try await write { tx in
            let company = try tx.company(slug)
            guard let person = try tx.person(email: email, in: company.id) else { return }
            try tx.mailPasswordLink(to: person, of: company)
        }
    }

    /// Enters somebody, and mails him a link to set his password.
    package func inviteByMail(email: String, name: String?, role: Role, level: Int?, as principal: Principal, to slug: String) async throws {
        try principal.require(.admin)
        let newcomer = try Newcomer(email: email, name: name, role: role, level: level)
        defer { access.forgetAll() }
        try await write { tx in
            let company = try tx.company(slug)
            try tx.mailPasswordLink(to: try tx.enter(newcomer, in: company, as: principal), of: company)
        }
    }
}

extension DeskTransaction {
    fileprivate func mailPasswordLink(to person: Person, of company: CompanyRow) throws {
        let token = try makeLink(.password, person: person.id, company: company.id, lasting: Desk.passwordLinkLength)
        let url = "\(desk.settings.publicURL)/\(company.slug)/password/\(token)"
        let policy = try policy(company.policyID)
        let text = Said(
            es: "Para poner su contraseña en \(policy.company.name), abra esta liga. Sirve una vez, durante tres días:\n\n\(url)\n\nSi usted no la pidió, ignore este correo.",
            en: "To set your password at \(policy.company.name), open this link. It works once, for three days:\n\n\(url)\n\nIf you did not ask for it, ignore this mail.")
        let subject = Said(es: "Su contraseña en \(policy.company.name)", en: "Your password at \(policy.company.name)")
        let own = try ownWords(.passwordLink, person.language, of: company.id) { $0 == .link ? url : $0 == .company ? policy.company.name : "" }
        try sendMail(
            own?.subject ?? subject(in: person.language), own?.text ?? text(in: person.language), to: person.email, about: nil, company: company.id, under: policy,
            language: person.language)
    }
}
