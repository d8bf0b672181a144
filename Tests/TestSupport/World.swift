import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy

/// A desk with the five companies and their people, seen from one of them, and a clock that stands until it is moved.
///
/// Each has a database of its own, which goes away with it.
package final class World: Sendable {
    package let engine: Engine
    package let company: SampleCompany
    package let policy: Policy
    package let desk: Desk
    /// Where its database is, for a second desk on it.
    package let address: String
    private let people: [Somebody: Principal]

    private static let gate = Gate(8)
    private let test = Gate.test

    /// - Parameter wall: what the company's wall clock shows: `2026-03-12 17:00`.
    package init(_ company: SampleCompany, on engine: Engine, at wall: String) async throws {
        await Self.gate.enter(test)
        do {
            self.engine = engine
            self.company = company
            policy = try company.policy
            address = try await Template.shared.copy(on: engine)
            desk = try await Desk(Database(address, options: .test), blobs: .forTests())
            try await desk.standClock(at: try policy.at(wall))
            people = try await Self.people(of: company, at: desk)
        } catch {
            await Self.gate.leave(test)
            throw error
        }
    }

    deinit {
        let (database, test) = (desk.database, test)
        Task {
            await database.close()
            await Self.gate.leave(test)
        }
    }

    /// Somebody of this company.
    package subscript(_ somebody: Somebody) -> Principal {
        people[somebody] ?? Principal(company: 0, person: 0, name: "", email: "", role: .client)
    }

    /// Somebody of another company.
    package func principal(_ somebody: Somebody, of other: SampleCompany) async throws -> Principal {
        let found = try await Self.people(of: other, at: desk)[somebody]
        guard let found else { throw DeskError.notFound }
        return found
    }

    private static func people(of company: SampleCompany, at desk: Desk) async throws -> [Somebody: Principal] {
        try await desk.read { tx in
            let id = try tx.company(company.slug).id
            return try Dictionary(uniqueKeysWithValues: Somebody.allCases.map { somebody in
                guard let person = try tx.person(email: somebody.email(at: company), in: id) else { throw DeskError.notFound }
                return (somebody, person.principal)
            })
        }
    }
}

// MARK: What tests do

extension World {
    /// A request that its company takes: by the way it likes best, with the fields it insists on.
    package func request(from email: String = "luna@papeleria.example", about subject: String = "No puedo timbrar") -> NewRequest {
        var request = NewRequest(
            requesterEmail: email, channel: company == .intecnia ? .email : .portal, subject: subject,
            description: "Al timbrar sale el error 301.")
        if company == .fel {
            (request.rfc, request.department, request.priority) = ("EKU9003173C9", "technical_support", "low")
        }
        return request
    }

    /// Opens a ticket of Luna's, or whoever it says.
    @discardableResult
    package func open(
        as principal: Principal? = nil, once key: IdempotencyKey? = nil, _ change: (inout NewRequest) -> Void = { _ in }
    ) async throws -> TicketRow {
        var request = request()
        change(&request)
        return try await desk.open(request, in: company.slug, as: principal, once: key)
    }

    /// Moves the clock to a moment of the company's wall clock.
    package func until(_ wall: String) async throws {
        let now = try await desk.now()
        _ = try await desk.advanceClock(by: try policy.at(wall) - now)
    }
}

// MARK: What tests look at

extension World {
    package func wall(_ instant: Instant) -> String { policy.wall(instant) }

    /// What the wall clock shows.
    package var now: String {
        get async throws { wall(try await desk.now()) }
    }

    package func ticket(_ folio: String) async throws -> Ticket {
        let ines = self[.ines]
        return try await desk.read { try $0.ticket(folio, visibleTo: ines).ticket }
    }

    /// The entries of a ticket, as staff sees them, or somebody else.
    package func journal(_ folio: String, seenBy role: Role = .agent) async throws -> [Entry] {
        let ticket = try await ticket(folio)
        return try await desk.read { try $0.entries(of: ticket.id, company: ticket.company, for: role) }
    }

    package func kinds(_ folio: String) async throws -> [Entry.Kind] {
        try await journal(folio).map(\.kind)
    }

    /// The entries of the company's own record.
    package func companyJournal() async throws -> [Entry] {
        let company = self[.ada].company
        return try await desk.read { try $0.entries(of: 0, company: company, for: .admin) }
    }

    /// The mails of the company, oldest first.
    package func outbox() async throws -> [OutboxRow] {
        try await desk.outbox(as: self[.ada], limit: 10_000).reversed()
    }

    package func outbox(to somebody: Somebody) async throws -> [OutboxRow] {
        let email = self[somebody].email
        return try await outbox().filter { $0.recipient == email }
    }

    /// What reached a person's console, oldest first.
    package func notices(of somebody: Somebody) async throws -> [NoticeKind] {
        try await desk.notices(of: self[somebody]).reversed().map(\.kind)
    }

    /// The newest deadline of a metric, in words: `running 2026-03-13 19:00`.
    package func owed(_ metric: Metric, of folio: String) async throws -> String? {
        try await ticket(folio).deadlines.last { $0.metric == metric }.map { "\($0.status.rawValue) \(wall($0.dueAt))" }
    }

    /// Changes rows behind the desk's back.
    package func tamper(_ sql: SQL) async throws {
        try await desk.database.write { try $0.execute(sql) }
    }

    /// Lets the journal be changed, as somebody with the database in his hands could.
    package func unlockJournal() async throws {
        try await desk.database.write { tx in
            switch tx.engine {
            case .sqlite: try tx.script("DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_removed")
            case .postgres: try tx.script("DROP TRIGGER entry_is_never_changed ON entry")
            }
        }
    }
}
