import BusinessTime
import Storage
import SupportPolicy

/// What a person of the staff is told.
package enum NoticeKind: String, Sendable, CaseIterable, SQLCodable {
    case assigned, escalated, warned, breached
    /// A request came for which a record is missing, and its role sees to that.
    case routed
    /// A client wants to buy more of his contract, or to renew it.
    case wished
    case clientReplied = "client_replied"
    /// A closing that was offered is not accepted.
    case disputed
    /// A quote was accepted, declined, or has expired.
    case quoteAnswered = "quote_answered"
    /// He is to make a visit, or it changed.
    case visit
    /// A letter to the client came back, or what may be an answer to him was not sent.
    case bounced
    /// A machine answers the desk's own letters: without saying so, or in place of a client for whom a request waits.
    case loop
    /// More mail comes than anybody writes.
    case flood

    package var said: Said {
        switch self {
        case .assigned: Said(es: "se le asignó", en: "was assigned to you")
        case .escalated: Said(es: "llegó a su nivel", en: "came to your level")
        case .routed: Said(es: "llegó sin lo que pide la política: le toca a su área", en: "it came without what the policy asks for: yours to see to")
        case .wished: Said(es: "un cliente quiere comprar o renovar", en: "a client wants to buy or renew")
        case .clientReplied: Said(es: "el cliente respondió", en: "the client answered")
        case .disputed: Said(es: "el cliente no está conforme con el cierre", en: "the client disputes the closing")
        case .quoteAnswered: Said(es: "una cotización se contestó o venció", en: "a quote was answered or has expired")
        case .visit: Said(es: "le toca una visita, o cambió", en: "a visit is yours to make, or changed")
        case .bounced: Said(es: "un correo al cliente no se entregó", en: "a mail to the client was not delivered")
        case .loop: Said(es: "un contestador automático le escribe a la mesa", en: "an automatic answerer writes to the desk")
        case .flood: Said(es: "llega un alud de correo", en: "a flood of mail comes in")
        case .warned: Said(es: "vence pronto", en: "falls due soon")
        case .breached: Said(es: "venció sin cumplirse", en: "fell due unmet")
        }
    }
}

/// A notice as its reader sees it.
package struct NoticeRow: FetchableRow, Sendable {
    package let id: Int64
    package let kind: NoticeKind
    package let at: Instant
    package let isRead: Bool
    package let folio: String
    package let subject: String

    package init(_ row: Row) throws {
        id = try row[0]
        kind = try row[1]
        at = try row[2]
        isRead = try row[3] as Instant? != nil
        folio = try row[4]
        subject = try row[5]
    }
}

extension Desk {
    /// The latest notices of a person, newest first.
    package func notices(of principal: Principal, limit: Int = 100) async throws -> [NoticeRow] {
        try principal.requireStaff()
        return try await read { tx in
            try tx.sql.fetch("""
                SELECT notice.id, notice.kind, notice.at, notice.read_at, ticket.folio, ticket.subject
                FROM notice JOIN ticket ON ticket.id = notice.ticket_id
                WHERE notice.company_id = \(principal.company) AND notice.person_id = \(principal.person)
                ORDER BY notice.at DESC, notice.id DESC LIMIT \(limit)
                """)
        }
    }

    package func readNotices(of principal: Principal) async throws {
        try await write { tx in
            try tx.sql.execute("""
                UPDATE notice SET read_at = \(tx.now)
                WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND read_at IS NULL
                """)
        }
    }
}

extension DeskTransaction {
    /// How many notices a person has not read; counted up to a hundred.
    package func unreadNotices(of principal: Principal) throws -> Int {
        try sql.value(unreadNoticesQuery(of: principal)) ?? 0
    }

    func unreadNoticesQuery(of principal: Principal) -> SQL {
        """
        SELECT COUNT(*) FROM (
            SELECT 1 FROM notice
            WHERE company_id = \(principal.company) AND person_id = \(principal.person) AND read_at IS NULL
            LIMIT 100) AS unread
        """
    }
}
