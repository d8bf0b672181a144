import BusinessTime
import ServiceDesk
import Storage
import SupportPolicy
import TestSupport
import Testing

/// Versions of a policy: proposed, put in force, taken back; what is open keeps its own.
struct VersionTests {
    /// Intecnia's document with 4 hours instead of 8.
    private func quicker(_ more: (String, String)...) throws -> String {
        try more.reduce(SampleCompany.intecnia.document.replacing("id: general_response, metric: first_response, within: 8 h", with: "id: general_response, metric: first_response, within: 4 h")) {
            $0.replacing($1.0, with: $1.1)
        }
    }

    private func standings(_ world: World) async throws -> [PolicyVersion.Standing] {
        try await world.desk.read { try $0.policyVersions(of: $0.company(world.company.slug)).map(\.standing) }
    }

    @Test(arguments: Engine.all)
    func `a proposal decides nothing until it is put in force, and then only for what is opened later`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let before = try await world.open().ticket.folio
        let id = try await world.desk.propose(policy: try quicker(), as: world[.quique])
        #expect(try await world.desk.propose(policy: try quicker(), as: world[.olga]) == id, "the same document is the same proposal")
        #expect(try await standings(world) == [.proposed, .inForce])
        let between = try await world.open().ticket.folio
        try await world.desk.activate(policy: id, as: world[.ada])
        let after = try await world.open().ticket.folio
        #expect(try await world.owed(.firstResponse, of: before) == "running 2026-03-10 10:00")
        #expect(try await world.owed(.firstResponse, of: between) == "running 2026-03-10 10:00")
        #expect(try await world.owed(.firstResponse, of: after) == "running 2026-03-09 14:00")
        #expect(try await standings(world) == [.inForce, .past])
        let acts = try await world.companyJournal().filter { $0.kind == .policyProposed || $0.kind == .policyActivated }
        #expect(acts.map(\.kind) == [.policyProposed, .policyActivated])
        #expect(acts.map(\.person) == [world[.quique].person, world[.ada].person])
        #expect(try await world.desk.verify().problems == [])
    }

    @Test(arguments: Engine.all)
    func `a version that names a later day comes into force on that day, by itself`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-09 10:00")
        let document = try quicker(("effective_from: 2016-01-01", "effective_from: 2026-03-11"))
        let id = try await world.desk.propose(policy: document, as: world[.ada])
        try await world.desk.activate(policy: id, as: world[.ada])
        #expect(try await standings(world) == [.scheduled, .inForce])
        await #expect(throws: DeskError.self) { try await world.desk.activate(policy: id, as: world[.ada]) }
        await #expect(throws: DeskError.self, "who does not administer") { try await world.desk.withdraw(policy: id, as: world[.quique]) }
        try await world.until("2026-03-10 18:00")
        #expect(try await world.desk.read { try $0.company("intecnia").policyID } != id)
        try await world.until("2026-03-11 00:00")
        #expect(try await world.desk.read { try $0.company("intecnia").policyID } == id)
        #expect(try await standings(world) == [.inForce, .past])
    }

    @Test func `a version can be taken back until its day comes`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let id = try await world.desk.propose(policy: try quicker(("effective_from: 2016-01-01", "effective_from: 2026-03-11")), as: world[.ada])
        try await world.desk.activate(policy: id, as: world[.ada])
        try await world.desk.withdraw(policy: id, as: world[.ada])
        try await world.until("2026-03-11 10:00")
        #expect(try await standings(world) == [.inForce])
        let folio = try await world.open().ticket.folio
        #expect(try await world.owed(.firstResponse, of: folio) == "running 2026-03-12 10:00")
    }

    @Test func `whoever has not the right changes nothing, and what cannot run is not taken`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let desk = world.desk
        for somebody in [Somebody.ines, .luna] {
            #expect(await outcome { _ = try await desk.propose(policy: try quicker(), as: world[somebody]) } == "forbidden")
        }
        for (document, said) in [
            ("", "invalid"), ("schema: [", "invalid"), (try quicker(("within: 4 h", "within: unknown")), "invalid"),
            (try SampleCompany.fel.document, "invalid"), (try SampleCompany.intecnia.document, "invalid"),
        ] {
            #expect(await outcome { _ = try await desk.propose(policy: document, as: world[.ada]) }.hasPrefix(said), "\(document.prefix(40))")
        }
        let id = try await desk.propose(policy: try quicker(), as: world[.quique])
        #expect(await outcome { try await desk.activate(policy: id, as: world[.quique]) } == "forbidden")
        let stranger = try await world.principal(.ada, of: .fel)
        #expect(await outcome { try await desk.activate(policy: id, as: stranger) } == "not found")
        #expect(await outcome { try await desk.withdraw(policy: id, as: stranger) } == "not found")
        #expect(try await standings(world) == [.proposed, .inForce])
    }

    @Test func `what was never in force can be taken back, what was cannot`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-09 10:00")
        let desk = world.desk
        let first = try await desk.read { try $0.company("intecnia").policyID }
        #expect(await outcome { try await desk.withdraw(policy: first, as: world[.ada]) }.hasPrefix("conflict"))
        let id = try await desk.propose(policy: try quicker(), as: world[.quique])
        try await desk.withdraw(policy: id, as: world[.quique])
        #expect(try await standings(world) == [.inForce])
        #expect(await outcome { try await desk.activate(policy: id, as: world[.ada]) } == "not found")
        #expect(try await world.companyJournal().last?.kind == .policyWithdrawn)
    }
}
