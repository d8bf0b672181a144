import Mail
import Storage
import SupportPolicy

/// Who may ask for something under a contract: the people of its customer for whom the house vouched. They see all that he has, get
/// the letters about it, and their requests are served under it.
extension Desk {
    /// Lets somebody ask for something under a contract, and under whatever else its customer has.
    ///
    /// - Throws: `.invalid` for somebody of another customer, or of the staff; `.conflict` for who may already.
    @discardableResult
    package func addContact(_ email: String, to number: String, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        let address = try Self.addressOfContact(email)
        defer { access.forgetAll() }
        return try await change(contract: number, as: principal) { record, tx in
            try record.requireActive()
            guard try tx.contact(address, of: record.contract) == nil else {
                throw DeskError.conflict("\(address) ya puede pedir soporte.", "\(address) may ask for support already.")
            }
            let person = try tx.addContact(address, of: record.contract.customer, language: record.policy.language, in: record.contract.company, field: "email")
            record.append(.contactAdded, by: principal, for: person, isInternal: true, [])
        }
    }

    /// Somebody asks for nothing any more under the contracts of a customer: from now on he sees none of them, gets no letter about
    /// them, and nothing that they hold is agreed on by him. His own requests stay his.
    ///
    /// - Throws: `.invalid` for who is none of its contacts.
    @discardableResult
    package func removeContact(_ email: String, from number: String, as principal: Principal) async throws -> ContractRow {
        try principal.requireContractManager()
        let address = try Self.addressOfContact(email)
        defer { access.forgetAll() }
        // Also of a contract that has ended: it is still shown to them.
        return try await change(contract: number, as: principal) { record, tx in
            guard let person = try tx.contact(address, of: record.contract) else {
                throw DeskError.invalid("email", "\(address) no es de quienes pueden pedir soporte.", "\(address) is none of those who may ask for support.")
            }
            try tx.sql.execute("UPDATE person SET customer_id = NULL WHERE id = \(person.id)")
            record.append(.contactRemoved, by: principal, for: person.id, isInternal: true, [])
        }
    }

    private static func addressOfContact(_ email: String) throws -> String {
        guard let address = Address(email), !Person.isErased(address.email) else {
            throw DeskError.invalid("email", "No es una dirección de correo.", "Not an e-mail address.")
        }
        return address.email
    }
}

extension DeskTransaction {
    /// Who may ask for something under a contract, by name; `nil` for clients: who else does is not theirs to learn.
    package func contacts(of row: ContractRow, for principal: Principal) throws -> [Person]? {
        guard principal.role.isStaff else { return nil }
        let isContact = isContact(of: row.contract.customer, in: row.contract.company)
        return try sql.fetch("SELECT \(Person.columns) FROM person WHERE \(isContact) ORDER BY person.name, person.id") as [Person]
    }

    /// A condition on `person`: of whom somebody is, anybody can type; for his contacts the house vouched.
    func isContact(of customer: Int64, in company: Int64) -> SQL {
        """
        person.company_id = \(company) AND person.customer_id = \(customer) AND person.role = 'client' AND person.registered_at IS NOT NULL
        AND person.erased_at IS NULL
        """
    }

    /// Enters somebody who may ask for something under the contracts of a customer.
    ///
    /// - Parameter field: in which he was named.
    /// - Throws: `.invalid` for somebody of another customer, or of the staff.
    func addContact(_ email: String, of customer: Int64, language: Language, in company: Int64, field: String) throws -> Int64 {
        guard let known = try person(email: email, in: company) else {
            return try addPerson(
                email: email, name: String(email.prefix { $0 != "@" }), role: .client, customer: customer, registered: true, language: language, in: company).id
        }
        guard known.role == .client, known.customer == nil || known.customer == customer else {
            throw DeskError.invalid(field, "\(email) ya es de otro cliente, o del personal.", "\(email) belongs to another customer, or to the staff.")
        }
        try sql.execute("""
            UPDATE person SET customer_id = \(customer), registered_at = COALESCE(registered_at, \(now)) WHERE id = \(known.id)
            """)
        return known.id
    }

    fileprivate func contact(_ email: String, of contract: Contract) throws -> Person? {
        try sql.first("""
            SELECT \(Person.columns) FROM person
            WHERE \(isContact(of: contract.customer, in: contract.company)) AND person.email_key = \(emailKey(email))
            """)
    }

    /// A request of somebody who left its customer stays his, and is still served: what the contract holds is the customer's.
    ///
    /// - Throws: `.conflict` for who was removed from the contacts of the contract's customer, and is none again.
    func requireNotRemoved(_ principal: Principal, from contract: Int64) throws {
        let isContact: Int64? = try sql.value("""
            SELECT 1 FROM person JOIN contract ON contract.customer_id = person.customer_id WHERE person.id = \(principal.person) AND contract.id = \(contract)
            """)
        guard isContact == nil else { return }
        let removed: Int64? = try sql.value("""
            SELECT entry.id FROM contract
            JOIN contract AS other ON other.company_id = contract.company_id AND other.customer_id = contract.customer_id
            JOIN entry ON entry.company_id = other.company_id AND entry.ticket_id = other.id
            WHERE contract.id = \(contract) AND entry.kind = \(Entry.Kind.contactRemoved) AND entry.for_person_id = \(principal.person)
            LIMIT 1
            """)
        guard removed != nil else { return }
        throw DeskError.conflict(
            "Usted ya no pide soporte con la póliza que lo pagaría: lo acepta quien la usa ahora.",
            "You no longer ask for support under the contract that would pay it: who uses it now accepts it.")
    }
}
