import BusinessTime
import Crypto
import Foundation
import Mail
import Storage
import SupportPolicy

/// A mailbox as somebody asks for it to be read.
package struct NewMailbox: Sendable {
    package var address: String
    package var server: String
    package var user: String
    package var folder = "INBOX"
    package var purpose = Mailbox.Purpose()
    /// E-mail of the one of the staff who gets its requests.
    package var assignee: String?
    /// `nil` where a mail server hands over what comes here.
    package var key: Key?
    package var authorities: String?
    /// The name under which the company's own mail server reports what it found out about senders (RFC 8601).
    package var authservID: String?
    /// Whether mail to `address+anything` arrives here.
    package var takesDetails = false
    /// Whether what lies in it already is taken, too; else only what comes from now on.
    package var fromItsBeginning = false
    /// Whether it is looked at before it is kept.
    package var isChecked = true

    package enum Key: Sendable {
        case password(String)
        /// A file with an access token, which somebody else renews; read at each login.
        case tokenFile(String)
    }

    /// A mailbox that the desk opens.
    package init(address: String, server: String, user: String, key: Key) {
        (self.address, self.server, self.user, self.key) = (address, server, user, key)
    }

    /// One whose mail a mail server hands over.
    package init(handedOver address: String) {
        (self.address, server, user, key, isChecked, fromItsBeginning) = (address, "", "", nil, false, true)
    }
}

extension Desk {
    /// Has a mailbox read from now on, or knows that it is handed over.
    ///
    /// - Throws: `MailServerFailure` when it cannot be opened as described; `.invalid` for what can never be; `.conflict` where
    ///   the company has it already.
    package func add(_ mailbox: NewMailbox, to slug: String) async throws -> Mailbox {
        guard let address = Address(email: mailbox.address)?.email else {
            throw DeskError.invalid("address", "No es una dirección de correo.", "Not an e-mail address.")
        }
        let company = try await company(slug)
        let purpose = try await read { tx in
            try tx.checked(mailbox.purpose, assigningTo: mailbox.assignee, under: company.policy, in: company.row.id)
        }
        let folder = try await look(at: mailbox)
        // What comes while this is written has a UID from here on: it is taken.
        let start = mailbox.fromItsBeginning ? nil : folder
        let key = try await secret(named: Self.mailboxSecret)
        do {
            return try await write { tx in
                let id = tx.newID()
                let (password, tokenFile): ([UInt8]?, String?) = switch mailbox.key {
                case .password(let password): (try Self.seal(password, for: id, with: key), nil)
                case .tokenFile(let path): (nil, path)
                case nil: (nil, nil)
                }
                try tx.sql.execute("""
                    INSERT INTO mailbox (id, company_id, address, server, user_name, folder, password, token_file, authorities,
                        authserv_id, takes_details, label, type, category, department, priority, severity, assignee_id, created_at, uid_validity,
                        last_uid, since)
                    VALUES (\(id), \(company.row.id), \(address), \(mailbox.server), \(mailbox.user), \(mailbox.folder), \(password), \(tokenFile),
                        \(mailbox.authorities), \(mailbox.authservID), \(mailbox.takesDetails), \(purpose.label), \(purpose.type), \(purpose.category), \(purpose.department),
                        \(purpose.priority), \(purpose.severity), \(purpose.assignee), \(tx.now), \(Int(start?.uidValidity ?? 0)), \(start.map { Int($0.nextUID ?? 1) - 1 } ?? 0),
                        \(start == nil ? Instant(seconds: 0) : tx.now - Self.slack))
                    """)
                try tx.appendToCompany(
                    company.row.id, .mailboxAdded, for: purpose.assignee,
                    facts: purpose.told(of: address).merging(["server": mailbox.server, "folder": mailbox.folder]) { $1 })
                return try tx.mailbox(id)
            }
        } catch StorageError.constraint(let constraint) where constraint.kind == .unique {
            throw DeskError.conflict("Ese buzón ya está.", "That mailbox is there already.")
        }
    }

    /// How far the clocks of a mail server and ours may be apart (seconds).
    private static let slack: Int64 = 3_600

    /// - Returns: `nil` when nobody asked to look.
    private func look(at mailbox: NewMailbox) async throws -> IMAPClient.Folder? {
        guard mailbox.isChecked, let key = mailbox.key else { return nil }
        let client = try IMAPClient(address: mailbox.server, user: mailbox.user, credential: try Self.credential(key), trusting: mailbox.authorities)
        let folder = try await client.open(mailbox.folder)
        await client.close()
        return folder
    }

    /// Knows a mailbox no more. What came by it stays.
    ///
    /// - Throws: `.notFound`.
    package func removeMailbox(_ address: String, of slug: String) async throws {
        try await write { tx in
            let company = try tx.company(slug).id
            let email = Address(email: address)?.email ?? address
            let found = try tx.sql.execute("DELETE FROM mailbox WHERE company_id = \(company) AND address = \(email)")
            if found == 0 { throw DeskError.notFound }
            try tx.appendToCompany(company, .mailboxRemoved, facts: ["address": email])
        }
    }

    /// Opens a mailbox as it would be read, and changes nothing.
    ///
    /// - Throws: `MailServerFailure`; `.conflict` for one that a mail server hands over.
    package func check(_ mailbox: Mailbox) async throws -> IMAPClient.Folder {
        let client = try await client(of: mailbox)
        let folder = try await client.open(mailbox.folder)
        await client.close()
        return folder
    }

    // MARK: Secrets

    private static let mailboxSecret = "mailbox"

    /// A client that holds what opens the mailbox; nobody else ever does.
    func client(of mailbox: Mailbox) async throws -> IMAPClient {
        guard mailbox.isRead else {
            throw DeskError.conflict("Ese buzón no se abre: lo entrega el servidor de correo.", "That mailbox is not opened: the mail server hands it over.")
        }
        let key: NewMailbox.Key
        if let path = mailbox.tokenFile {
            key = .tokenFile(path)
        } else {
            let secret = try await secret(named: Self.mailboxSecret)
            let sealed: [UInt8]? = try await read { try $0.sql.value("SELECT password FROM mailbox WHERE id = \(mailbox.id)") }
            guard let sealed else { throw DeskError.notFound }
            key = .password(try Self.open(sealed, for: mailbox.id, with: secret))
        }
        return try IMAPClient(
            address: mailbox.server, user: mailbox.user, credential: try Self.credential(key), trusting: mailbox.authorities)
    }

    private static func credential(_ key: NewMailbox.Key) throws -> IMAPClient.Credential {
        switch key {
        case .password(let password): return .password(password)
        case .tokenFile(let path):
            guard let bytes = FileManager.default.contents(atPath: path), let token = String(validating: bytes, as: UTF8.self) else {
                throw MailServerFailure(.login, "\(path) cannot be read")
            }
            return .bearer(token.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Sealed under its row's id: a password that is copied to another row opens nothing.
    private static func seal(_ password: String, for mailbox: Int64, with secret: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.seal(Array(password.utf8), using: SymmetricKey(data: secret), authenticating: Array("mailbox \(mailbox)".utf8))
        guard let combined = box.combined else { throw DeskError.broken("a password could not be sealed") }
        return Array(combined)
    }

    private static func open(_ sealed: [UInt8], for mailbox: Int64, with secret: [UInt8]) throws -> String {
        let plain = try? AES.GCM.open(
            AES.GCM.SealedBox(combined: sealed), using: SymmetricKey(data: secret), authenticating: Array("mailbox \(mailbox)".utf8))
        guard let plain, let password = String(validating: plain, as: UTF8.self) else {
            throw DeskError.broken("the password of mailbox \(mailbox) cannot be unsealed")
        }
        return password
    }
}

extension DeskTransaction {
    func mailbox(_ id: Int64) throws -> Mailbox {
        guard let mailbox: Mailbox = try sql.first("SELECT \(Mailbox.columns) FROM mailbox WHERE id = \(id)") else { throw DeskError.notFound }
        return mailbox
    }
}
