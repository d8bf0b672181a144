import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

struct ConcurrencyTests {
    @Test(arguments: Engine.all)
    func `fifty openings at once get fifty folios, from new people and from one`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let folios = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 1...50 {
                group.addTask {
                    try await world.open { if number % 2 == 0 { $0.requesterEmail = "nueva@cliente.example" } }.ticket.folio
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(Set(folios).count == 50)
        let people: [Int64] = try await world.desk.read { try $0.sql.values("SELECT id FROM person WHERE email_key = 'nueva@cliente.example'") }
        #expect(people.count == 1)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `one key sent ten times at once opens one ticket`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 1...10 {
                group.addTask { try await world.open(as: world[.luna], once: IdempotencyKey(key: "una", body: [1])).ticket.id }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await world.desk.read { try $0.tickets(of: world[.ines]) }.count == 1)
    }

    @Test(arguments: Engine.all)
    func `two agents who take one ticket take it one after the other`(on engine: Engine) async throws {
        let world = try await World(.factuPronto, on: engine, at: "2026-03-09 10:00")
        let folio = try await world.open().ticket.folio
        try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in [Somebody.ines, .beto, .carla] {
                group.addTask { try await world.desk.assign(folio, as: world[agent]) }
                group.addTask { try await world.desk.reply(to: folio, saying: "Soy yo", as: world[agent]) }
            }
            try await group.waitForAll()
        }
        let journal = try await world.journal(folio)
        #expect(journal.map(\.number) == Array(1...7))
        #expect(try await world.ticket(folio).assignee == journal.last { $0.kind == .assigned }?.person)
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `desks that start at once take numbers of their own`(on engine: Engine) async throws {
        let world = try await World(.fel, on: engine, at: "2026-03-09 10:00")
        let folios = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...4 {
                group.addTask {
                    let database = try await Database(world.address, options: .test)
                    let desk = try await Desk(database, blobs: world.desk.blobs)
                    let folio = try await desk.open(world.request(), in: "fel").ticket.folio
                    await database.close()
                    return folio
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(folios.count == 4)
        #expect(try await world.desk.verify().problems == [])
    }
}
