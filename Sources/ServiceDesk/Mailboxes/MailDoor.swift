import Mail
import Storage
import SupportPolicy

/// Where mail to an address comes in.
package struct MailDoor: Hashable, Sendable {
    package let slug: String
    /// The mailbox that has the address, whose purpose its requests get.
    package let mailbox: Int64?
    /// The name under which that company's mail server reports what it found out about senders.
    package let authservID: String?
}

extension Desk {
    /// The company to which mail to an address goes: that of a mailbox, that of which it is the address in the policy, or the one
    /// whose name stands before the `@`. What is added behind a plus belongs to the address. What a company says of its mailboxes
    /// itself leads nowhere: it could name another's.
    ///
    /// - Returns: `nil` where nobody has it.
    package func door(of address: String) async throws -> MailDoor? {
        guard let address = Address(email: address)?.email else { return nil }
        let plain = SenderKey.of(address)
        return try await read { tx in
            let row = try tx.sql.first("""
                SELECT company.slug, mailbox.id, mailbox.authserv_id FROM mailbox JOIN company ON company.id = mailbox.company_id
                WHERE mailbox.stays_outside = 0 AND LOWER(mailbox.address) IN (\(Mailbox.keys(of: address))) ORDER BY LENGTH(mailbox.address) DESC, mailbox.id LIMIT 1
                """)
            if let row { return MailDoor(slug: try row[0], mailbox: try row[1], authservID: try row[2]) }
            for company in try tx.companies() {
                let own = try tx.policy(company.policyID).company.email.map(emailKey)
                if own == plain || plain.split(separator: "@").first.map(String.init) == company.slug {
                    return MailDoor(slug: company.slug, mailbox: nil, authservID: nil)
                }
            }
            return nil
        }
    }
}
