import BusinessTime
import Mail
import Storage
import SupportPolicy

/// A mailbox of a company, as far as anybody may see it.
package struct Mailbox: FetchableRow, Sendable {
    package let id: Int64
    package let company: Int64
    package let address: String
    /// Where the desk reads it; empty where a mail server hands over what comes here.
    package let server: String
    package let user: String
    package let folder: String
    /// What a request that comes here is.
    package let purpose: Purpose
    /// When it was read through to its end the last time.
    package let readAt: Instant?
    /// Since when it cannot be read, and why; `nil` while it can.
    package let failedAt: Instant?
    package let problem: MailServerFailure?
    /// How often in a row.
    let failures: Int
    let tokenFile: String?
    let authorities: String?
    /// The name under which the company's own mail server reports what it found out about senders.
    package let authservID: String?
    /// Whether mail to `address+anything` arrives here.
    package let takesDetails: Bool
    /// Whether its server is looked for in the open Internet alone, because a company named it.
    let staysOutside: Bool

    /// Whether the desk opens it itself.
    package var isRead: Bool { !server.isEmpty }

    /// Whether its row still says what this value does of how it is reached and whom it trusts, as a condition on `mailbox`: a
    /// reader goes by the value with which it began, and must not go on once the row says something else.
    var isReachedSo: SQL {
        """
        server = \(server) AND user_name = \(user) AND folder = \(folder) AND token_file IS NOT DISTINCT FROM \(tokenFile)
        AND authserv_id IS NOT DISTINCT FROM \(authservID) AND stays_outside = \(staysOutside)
        """
    }

    static let columns: SQL = """
        mailbox.id, mailbox.company_id, mailbox.address, mailbox.server, mailbox.user_name, mailbox.folder,
        mailbox.type, mailbox.category, mailbox.department, mailbox.read_at, mailbox.failed_at, mailbox.problem, mailbox.problem_words,
        mailbox.failures, mailbox.token_file, mailbox.authorities, mailbox.authserv_id,
        mailbox.label, mailbox.priority, mailbox.severity, mailbox.assignee_id, mailbox.takes_details, mailbox.stays_outside
        """

    package init(_ row: Row) throws {
        id = try row[0]
        company = try row[1]
        address = try row[2]
        server = try row[3]
        user = try row[4]
        folder = try row[5]
        purpose = Purpose(
            label: try row[17], type: try row[6], category: try row[7], department: try row[8], priority: try row[18], severity: try row[19],
            assignee: try row[20])
        readAt = try row[9]
        failedAt = try row[10]
        let kind = try (row[11] as String?).flatMap(MailServerFailure.Kind.init)
        let words: String? = try row[12]
        problem = kind.map { MailServerFailure($0, words ?? "") }
        failures = try row[13]
        tokenFile = try row[14]
        authorities = try row[15]
        authservID = try row[16]
        takesDetails = try row[21]
        staysOutside = try row[22]
    }
}

extension Desk {
    /// The mailboxes of a company, by their addresses.
    package func mailboxes(of slug: String) async throws -> [Mailbox] {
        try await read { tx in try tx.mailboxes(of: try tx.company(slug).id) }
    }

    /// The same for somebody of the staff.
    package func mailboxes(as principal: Principal) async throws -> [Mailbox] {
        try principal.requireStaff()
        return try await read { tx in try tx.mailboxes(of: principal.company) }
    }
}

extension DeskTransaction {
    package func mailboxes(of company: Int64) throws -> [Mailbox] {
        try sql.fetch("SELECT \(Mailbox.columns) FROM mailbox WHERE company_id = \(company) ORDER BY address")
    }
}

extension MailServerFailure {
    /// What went wrong and what to look at, for whoever administers the mail.
    package var said: Said {
        let cause: Said = switch kind {
        case .unknownHost: Said(es: "No se encuentra el servidor: revise su nombre y el DNS.", en: "The server is not found: check its name and the DNS.")
        case .unreachable: Said(es: "El servidor no acepta la conexión: revise el puerto y el cortafuegos.", en: "The server takes no connection: check the port and the firewall.")
        case .closedNetwork: Said(
            es: "El servidor está en una red privada: ese buzón lo agrega quien administra la instalación, con «ventanilla mailbox add».",
            en: "The server is in a private network: whoever runs the installation adds that mailbox, with “ventanilla mailbox add”.")
        case .silent: Said(es: "El servidor acepta la conexión y no contesta.", en: "The server takes the connection and does not answer.")
        case .insecure: Said(es: "La conexión no es segura: revise TLS y el certificado del servidor.", en: "The connection is not secure: check TLS and the server's certificate.")
        case .login: Said(es: "El servidor no acepta el usuario o la contraseña.", en: "The server does not accept the user or the password.")
        case .folder: Said(es: "No se puede abrir la carpeta.", en: "The folder cannot be opened.")
        case .refused: Said(es: "El servidor se niega a lo que se le pide.", en: "The server refuses what it is asked.")
        case .nonsense: Said(es: "El servidor no habla como debe.", en: "The server does not speak as it should.")
        case .closed: Said(es: "El servidor cortó la conexión.", en: "The server hung up.")
        case .interrupted: Said(es: "La lectura se detuvo.", en: "The reading was stopped.")
        }
        guard !words.isEmpty else { return cause }
        return Said(es: "\(cause.es) (\(words))", en: "\(cause.en) (\(words))")
    }
}
