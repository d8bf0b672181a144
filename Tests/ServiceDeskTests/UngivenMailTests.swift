import Mail
import ServiceDesk
import Storage
import SupportPolicy
import Synchronization
import TestSupport
import Testing

/// A mail server that does not give what lies in a mailbox: whose fault that is, and how it is had after all (issue 5).
struct UngivenMailTests {
    /// A folder, of which some messages are not given.
    private final class Folder: Sendable {
        private let state: Mutex<(uids: [Int], withheld: Set<Int>, validity: Int, asked: Int)>

        init(_ uids: [Int], withheld: Set<Int>) {
            state = Mutex((uids, withheld, 7, 0))
        }

        /// How often a message was asked for.
        var asked: Int { state.withLock { $0.asked } }
        func withhold(_ uids: Set<Int>) { state.withLock { $0.withheld = uids } }
        func renumber() { state.withLock { $0.validity += 1 } }

        func answer(_ line: String) -> String? {
            let words = line.split(separator: " ").map(String.init), tag = words.first ?? ""
            if line.isEmpty { return "* OK hola" }
            return state.withLock { state in
                if line.contains("CAPABILITY") { return "* CAPABILITY IMAP4rev1\r\n\(tag) OK" }
                if line.contains("EXAMINE") {
                    return "* \(state.uids.count) EXISTS\r\n* OK [UIDVALIDITY \(state.validity)] x\r\n* OK [UIDNEXT \((state.uids.max() ?? 0) + 1)] x\r\n\(tag) OK [READ-ONLY] bien"
                }
                guard line.contains("UID FETCH"), words.count > 3 else { return "\(tag) OK" }
                guard line.contains("BODY.PEEK[]"), let uid = Int(words[3]) else {
                    return state.uids.enumerated().map { "* \($0 + 1) FETCH (UID \($1) RFC822.SIZE 100)\r\n" }.joined() + "\(tag) OK"
                }
                state.asked += 1
                guard !state.withheld.contains(uid) else { return "\(tag) NO ahora no" }
                let message = "From: luna@papeleria.example\r\nSubject: Caso \(uid)\r\nMessage-ID: <\(uid)@papeleria.example>\r\n\r\nHola \(uid)\r\n"
                return "* 1 FETCH (UID \(uid) BODY[]<0> {\(message.utf8.count)}\r\n\(message))\r\n\(tag) OK"
            }
        }
    }

    /// Reads a mailbox while a test looks.
    private func reading(_ folder: Folder, at world: World, _ look: () async throws -> Void) async throws {
        let server = try ScriptedMailServer { folder.answer($0) }
        defer { server.stop() }
        var new = NewMailbox(address: "soporte@intecnia.example", server: "imap://127.0.0.1:\(server.port)", user: "soporte", key: .password("secreta"))
        new.isChecked = false
        _ = try await world.desk.add(new, to: "intecnia")
        var timing = MailboxReaders.Timing()
        (timing.poll, timing.look, timing.backOff) = (.milliseconds(20), .milliseconds(20), [0])
        let readers = MailboxReaders(desk: world.desk, timing: timing)
        let running = Task { try await readers.run() }
        defer { running.cancel() }
        try await look()
        running.cancel()
        _ = await running.result
    }

    private func wait(_ isSo: () async throws -> Bool) async throws -> Bool {
        for _ in 1...500 {
            if try await isSo() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    private func kept(at world: World) async throws -> Int {
        try await world.desk.database.read { try $0.value("SELECT COUNT(*) FROM received_mail WHERE state = 'waiting'") } ?? 0
    }

    @Test(arguments: Engine.all)
    func `a server that gives nothing at all costs no message, however long that takes`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), ines = world[.ines]
        let folder = Folder([10, 11, 12], withheld: [10, 11, 12])
        try await reading(folder, at: world) { () async throws in
            #expect(try await wait { folder.asked > 30 })
            #expect(try await world.desk.parkedMails(as: ines).isEmpty)
            #expect(try await world.desk.mailboxes(as: ines).first?.problem?.kind == .refused, "that it cannot be read is seen all the while")
            folder.withhold([])
            #expect(try await wait { try await kept(at: world) == 3 })
            #expect(try await world.desk.parkedMails(as: ines).isEmpty)
        }
    }

    @Test func `of a message that is alone nobody can tell, and it holds up none`() async throws {
        let world = try await World(.intecnia, on: .sqlite, at: "2026-03-12 17:00")
        let folder = Folder([10], withheld: [10])
        try await reading(folder, at: world) { () async throws in
            #expect(try await wait { folder.asked > 12 })
            #expect(try await world.desk.parkedMails(as: world[.ines]).isEmpty)
            folder.withhold([])
            #expect(try await wait { try await kept(at: world) == 1 })
        }
    }

    @Test(arguments: Engine.all)
    func `what alone is not given is passed over, and can be asked for again as long as it lies there`(on engine: Engine) async throws {
        let world = try await World(.intecnia, on: engine, at: "2026-03-12 17:00"), desk = world.desk, ines = world[.ines]
        let folder = Folder([10, 11, 12, 13], withheld: [10, 11])
        try await reading(folder, at: world) {
            #expect(try await wait { try await kept(at: world) == 2 })
            let parked = try await desk.parkedMails(as: ines)
            #expect(parked.count == 2 && parked.allSatisfy { !$0.hasOriginal && $0.canBeReadAgain })
            let name = try #require(parked.first { $0.reason.es.contains("UID 10,") }?.name), other = try #require(parked.first { $0.name != name }?.name)
            let stranger = try await world.principal(.ines, of: .fel), luna = world[.luna]
            #expect(await outcome { try await desk.retryMail(name, as: stranger) } == "not found")
            #expect(await outcome { try await desk.retryMail(name, as: ines) } == "conflict", "it still is not given")
            folder.withhold([])
            try await desk.retryMail(name, as: ines)
            #expect(try await kept(at: world) == 3)
            #expect(try await desk.parkedMails(as: ines).map(\.name) == [other])
            _ = try await desk.takeArrivals()
            #expect(Set(try await desk.read { try $0.queue(of: ines) }.map(\.ticket.subject)) == ["Caso 10", "Caso 12", "Caso 13"])

            // Another folder has other messages under the same numbers.
            folder.renumber()
            #expect(await outcome { try await desk.retryMail(other, as: ines) } == "conflict")
            #expect(await outcome { try await desk.putAwayMail(other, as: stranger) } == "not found")
            #expect(await outcome { try await desk.putAwayMail(other, as: luna) } == "forbidden")
            try await desk.putAwayMail(other, as: ines)
            #expect(try await desk.parkedMails(as: ines).isEmpty)
        }
        #expect(try await desk.verify().problems == [])
    }
}
