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
    fileprivate var staysOutside = false

    package enum Key: Sendable {
        case password(String)
        /// A file with an access token, which somebody else renews; read at each login.
        case tokenFile(String)
    }

    /// What somebody of a company may say of it: he names no files of this machine, and nothing in its network.
    fileprivate func asOfCompany() throws -> Self {
        if case .tokenFile = key { throw DeskError.forbidden }
        guard authorities == nil else { throw DeskError.forbidden }
        var mailbox = self
        (mailbox.isChecked, mailbox.staysOutside) = (true, !mailbox.server.isEmpty)
        return mailbox
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

/// How a mailbox is reached, as somebody says it anew.
package struct MailboxConnection: Sendable {
    package var server, user, folder: String
    /// `nil`: as it was.
    package var password: String?
    package var authservID: String?
    package var takesDetails: Bool

    package init(server: String, user: String, folder: String, password: String? = nil, authservID: String? = nil, takesDetails: Bool = false) {
        (self.server, self.user, self.folder, self.password) = (server, user, folder, password)
        (self.authservID, self.takesDetails) = (authservID, takesDetails)
    }
}

extension Desk {
    /// The company whose mailboxes somebody says how to reach.
    ///
    /// - Parameter principal: `nil`: the owner of the installation, at its command line.
    private func company(_ slug: String, connectedBy principal: Principal?) async throws -> (row: CompanyRow, policy: Policy) {
        let company = try await company(slug)
        guard let principal else { return company }
        guard principal.mayConnectMailboxes else { throw DeskError.forbidden }
        guard principal.company == company.row.id else { throw DeskError.notFound }
        return company
    }

    /// Has a mailbox read from now on, or knows that it is handed over.
    ///
    /// - Parameter principal: who says so; `nil`: the owner of the installation, at its command line.
    /// - Throws: `MailServerFailure` when it cannot be opened as described; `.invalid` for what can never be; `.conflict` where
    ///   the company has it already; `.forbidden` unless he administers, and for what is the owner's alone to say.
    package func add(_ mailbox: NewMailbox, to slug: String, as principal: Principal? = nil) async throws -> Mailbox {
        let company = try await company(slug, connectedBy: principal), mailbox = principal == nil ? mailbox : try mailbox.asOfCompany()
        guard let address = Address(email: mailbox.address)?.email else {
            throw DeskError.invalid("address", "No es una dirección de correo.", "Not an e-mail address.")
        }
        if principal != nil, mailbox.server.isEmpty {
            guard try await door(of: address)?.slug == slug else {
                throw DeskError.invalid(
                    "address", "Que esta dirección es de su empresa lo dice quien opera la instalación: pídale que agregue el buzón.",
                    "That this address is your company's is for whoever runs the installation to say: ask him to add the mailbox.")
            }
        }
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
                        last_uid, since, stays_outside)
                    VALUES (\(id), \(company.row.id), \(address), \(mailbox.server), \(mailbox.user), \(mailbox.folder), \(password), \(tokenFile),
                        \(mailbox.authorities), \(mailbox.authservID), \(mailbox.takesDetails), \(purpose.label), \(purpose.type), \(purpose.category), \(purpose.department),
                        \(purpose.priority), \(purpose.severity), \(purpose.assignee), \(tx.now), \(Int(start?.uidValidity ?? 0)), \(start.map { Int($0.nextUID ?? 1) - 1 } ?? 0),
                        \(start == nil ? Instant(seconds: 0) : tx.now - Self.slack), \(mailbox.staysOutside))
                    """)
                try tx.appendToCompany(
                    company.row.id, .mailboxAdded, by: principal, for: purpose.assignee,
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
        let client = try IMAPClient(
            address: mailbox.server, user: mailbox.user, credential: try Self.credential(key), trusting: mailbox.authorities, staysOutside: mailbox.staysOutside)
        let folder = try await client.open(mailbox.folder)
        await client.close()
        return folder
    }

    /// Says anew how a mailbox is reached, once it could be opened so. What came by it stays, and what comes again is known.
    ///
    /// - Throws: as adding one does; `.invalid` without the password where it would be told to another server, or for another user;
    ///   `.conflict` where somebody changed it while it was opened.
    package func reconnect(_ address: String, of slug: String, by connection: MailboxConnection, as principal: Principal? = nil) async throws {
        let company = try await company(slug, connectedBy: principal)
        guard let known = try await mailboxes(of: slug).first(where: { emailKey($0.address) == emailKey(address) }) else { throw DeskError.notFound }
        let isElsewhere = (connection.server, connection.user) != (known.server, known.user)
        let staysOutside = known.staysOutside || principal != nil && connection.server != known.server
        guard !known.isRead || !isElsewhere || connection.password != nil else {
            throw DeskError.invalid("password", "Escriba la contraseña: el servidor o el usuario es otro.", "Give the password: the server or the user is another.")
        }
        if known.isRead {
            let key: NewMailbox.Key = if let password = connection.password { .password(password) } else { try await key(of: known) }
            var wanted = NewMailbox(address: known.address, server: connection.server, user: connection.user, key: key)
            (wanted.folder, wanted.authorities, wanted.staysOutside) = (connection.folder, known.authorities, staysOutside)
            _ = try await look(at: wanted)
        }
        let secret = try await secret(named: Self.mailboxSecret)
        try await write { tx in
            let row = try tx.mailbox(known.id)
            guard (row.server, row.user, row.folder, row.tokenFile, row.staysOutside) == (known.server, known.user, known.folder, known.tokenFile, known.staysOutside) else {
                throw DeskError.conflict("Alguien cambió ese buzón mientras tanto: revíselo.", "Somebody changed that mailbox meanwhile: look at it again.")
            }
            try tx.sql.execute("UPDATE mailbox SET authserv_id = \(connection.authservID), takes_details = \(connection.takesDetails) WHERE id = \(known.id)")
            if known.isRead {
                // Another folder is read from its beginning, as far as it came since the last one was read to its end.
                let restart: SQL = isElsewhere || connection.folder != known.folder
                    ? ", uid_validity = 0, since = CASE WHEN read_at - \(Self.slack) > since THEN read_at - \(Self.slack) ELSE since END" : ""
                try tx.sql.execute("""
                    UPDATE mailbox SET server = \(connection.server), user_name = \(connection.user), folder = \(connection.folder), stays_outside = \(staysOutside),
                        failures = 0, failed_at = NULL, problem = NULL, problem_words = NULL \(restart)
                    WHERE id = \(known.id)
                    """)
                if let password = connection.password {
                    try tx.sql.execute("UPDATE mailbox SET password = \(try Self.seal(password, for: known.id, with: secret)), token_file = NULL WHERE id = \(known.id)")
                }
            }
            let told = known.isRead ? ["server": connection.server, "folder": connection.folder] : [:]
            try tx.appendToCompany(
                company.row.id, .mailboxChanged, by: principal, for: row.purpose.assignee, facts: row.purpose.told(of: row.address).merging(told) { $1 })
        }
    }

    /// Knows a mailbox no more. What came by it stays.
    ///
    /// - Throws: `.notFound`; `.forbidden` unless he administers.
    package func removeMailbox(_ address: String, of slug: String, as principal: Principal? = nil) async throws {
        let company = try await company(slug, connectedBy: principal).row.id
        try await write { tx in
            let email = Address(email: address)?.email ?? address
            let found = try tx.sql.execute("DELETE FROM mailbox WHERE company_id = \(company) AND address = \(email)")
            if found == 0 { throw DeskError.notFound }
            try tx.appendToCompany(company, .mailboxRemoved, by: principal, facts: ["address": email])
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
        return try IMAPClient(
            address: mailbox.server, user: mailbox.user, credential: try Self.credential(await key(of: mailbox)), trusting: mailbox.authorities,
            staysOutside: mailbox.staysOutside)
    }

    private func key(of mailbox: Mailbox) async throws -> NewMailbox.Key {
        if let path = mailbox.tokenFile { return .tokenFile(path) }
        let secret = try await secret(named: Self.mailboxSecret)
        let sealed: [UInt8]? = try await read { try $0.sql.value("SELECT password FROM mailbox WHERE id = \(mailbox.id)") }
        guard let sealed else { throw DeskError.notFound }
        return .password(try Self.open(sealed, for: mailbox.id, with: secret))
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
