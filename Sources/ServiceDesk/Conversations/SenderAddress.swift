import Mail
import Storage
import SupportPolicy

/// From which address a company writes, and where what is answered to it arrives.
extension DeskTransaction {
    /// From which a letter leaves: the mailbox by which the request came that it is about, as long as the company has it; else the company's own.
    ///
    /// - Returns: `nil` where the company has none.
    func address(of letter: OutboxRow, under policy: Policy) throws -> String? {
        let mailbox: String? = letter.folio == nil ? nil : try sql.value("""
            SELECT mailbox.address FROM outbox JOIN ticket ON ticket.id = outbox.ticket_id
            JOIN mailbox ON mailbox.company_id = ticket.company_id AND mailbox.address = ticket.mailbox
            WHERE outbox.id = \(letter.id)
            """)
        if let mailbox { return mailbox }
        return try address(of: letter.company, under: policy)
    }

    /// The address that its policy names; else that of a mailbox: one that takes any request before one that is for some.
    ///
    /// - Returns: `nil` where nothing that is answered could arrive.
    func address(of company: Int64, under policy: Policy) throws -> String? {
        if let email = policy.company.email { return email }
        return try sql.value("""
            SELECT address FROM mailbox WHERE company_id = \(company)
            ORDER BY CASE WHEN COALESCE(type, category, department, priority) IS NULL AND severity IS NULL THEN 0 ELSE 1 END, id LIMIT 1
            """)
    }

    /// The domain in the Message-IDs of a company's letters, in ASCII: that of the address from which it writes. An answer is known by
    /// the whole identifier, which each letter keeps: those of older letters stay good when this changes.
    func mailDomain(of company: Int64, under policy: Policy) throws -> String {
        try address(of: company, under: policy).flatMap(Policy.domain(of:)) ?? policy.mailDomain
    }

    /// Where a client of a company answers that no mail reaches: by the link to his request, for which he asks there.
    ///
    /// - Returns: `nil` where he answers by mail.
    func pageInsteadOfMail(of company: Int64, under policy: Policy) throws -> String? {
        guard try address(of: company, under: policy) == nil else { return nil }
        return "\(desk.settings.publicURL)/\(policy.id)/lookup"
    }
}

extension Desk {
    /// What is missing where a company writes from no address of its own, and how it is set; `nil` where nothing is.
    package func missingAddress(of slug: String) async throws -> Said? {
        let company = try await company(slug)
        let address = try await read { try $0.address(of: company.row.id, under: company.policy) }
        return address == nil ? Policy.noAddress : nil
    }
}

extension Policy {
    /// The domain of the address that the policy names, in ASCII; one that cannot be (RFC 2606) where it names none. By it a visit is
    /// known in calendars, whatever mailboxes come and go.
    var mailDomain: String { company.email.flatMap(Self.domain(of:)) ?? "\(id).invalid" }

    /// The domain of an address, in ASCII.
    static func domain(of email: String) -> String? { (Address(email: email)?.wired ?? email).split(separator: "@").last.map(String.init) }

    /// What stands as the sender where the company has no address: one that cannot be (RFC 2606).
    var nobodysAddress: String { "soporte@\(id).invalid" }

    static let noAddress = Said(
        es: "Ni la política dice el correo de la empresa ni hay un buzón: los correos salen con un remitente que no existe, nadie puede contestarlos y muchos servidores los rechazan. Escriba company.email en la política y póngala en vigor, o agregue un buzón.",
        en: "Neither does the policy say the company's e-mail nor is there a mailbox: letters leave with a sender that does not exist, nobody can answer them and many servers refuse them. Write company.email in the policy and put it in force, or add a mailbox.")
}
