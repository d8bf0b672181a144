import BusinessTime
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

struct SQLiteTests {
    @Test func `the writer waits for the disk, and the engine keeps its keys`() async throws {
        try await Engine.sqlite.with { database in
            let settings = try await database.write { tx in
                try ["synchronous", "journal_mode", "foreign_keys", "busy_timeout"].map { name in
                    try tx.value("PRAGMA \(unsafe: name)") as SQLValue?
                }
            }
            #expect(settings == [.integer(2), .text("wal"), .integer(1), .integer(10_000)])
        }
    }

    @Test func `waiting writes share one commit and are answered after it`() {
        let writer = RecordingWriter()
        let log = writer.log
        var waiting = (1...3).map { number in write(number, log) }
        var commits = GroupCommit(clock: { .init(seconds: 0) }, lastCommit: .seconds(1))
        commits.run(write(0, log), on: writer) {
            waiting.isEmpty ? nil : waiting.removeFirst()
        }
        #expect(log.lines == [
            "begin", "run 0", "run 1", "run 2", "run 3", "commit", "answer 0", "answer 1", "answer 2", "answer 3",
        ])
    }

    @Test func `an error is answered after the commit, too, for it may rest on what others wrote`() {
        let writer = RecordingWriter()
        var waiting = [write(1, writer.log, fails: true), write(2, writer.log)]
        var commits = GroupCommit(clock: { .init(seconds: 0) }, lastCommit: .seconds(1))
        commits.run(write(0, writer.log), on: writer) {
            waiting.isEmpty ? nil : waiting.removeFirst()
        }
        #expect(writer.log.lines.suffix(4) == ["commit", "answer 0", "fail 1", "answer 2"])
        #expect(!writer.log.lines.contains("rollback"), "it had written nothing")
    }

    @Test func `one that fails after it wrote takes nobody with it`() {
        let writer = RecordingWriter()
        var waiting = [write(1, writer.log, onRun: writer.writeAndFail), write(2, writer.log)]
        var commits = GroupCommit(clock: { .init(seconds: 0) }, lastCommit: .seconds(1))
        commits.run(write(0, writer.log), on: writer) {
            waiting.isEmpty ? nil : waiting.removeFirst()
        }
        #expect(writer.log.lines == [
            "begin", "run 0", "run 1", "rollback", "begin", "run 0", "commit", "answer 0", "begin", "run 1", "rollback", "fail 1",
        ])
        #expect(waiting.count == 1, "what had not begun waits for the next group")
    }

    @Test func `when a group is lost, each runs once more alone and only the one to blame fails`() {
        let writer = RecordingWriter()
        var waiting = [write(1, writer.log, onRun: writer.spoil), write(2, writer.log)]
        var commits = GroupCommit(clock: { .init(seconds: 0) }, lastCommit: .seconds(1))
        commits.run(write(0, writer.log), on: writer) {
            waiting.isEmpty ? nil : waiting.removeFirst()
        }
        #expect(writer.log.lines.filter { $0.hasPrefix("answer") || $0.hasPrefix("fail") } == ["answer 0", "fail 1"])
        #expect(waiting.count == 1, "what had not begun waits for the next group")
    }

    @Test func `a full disk aborts the group, and only the write that fills it fails`() async throws {
        try await Engine.sqlite.with { database in
            try await database.write { tx in
                try tx.script("CREATE TABLE entry (n bigint, bytes blob); PRAGMA max_page_count = 200")
            }
            let kept = await withTaskGroup(of: Bool.self) { group in
                for number in 1...40 {
                    group.addTask {
                        let size = number == 20 ? 2_000_000 : 10
                        let bytes = [UInt8](repeating: 1, count: size)
                        return (try? await database.write { tx in
                            _ = try tx.execute("INSERT INTO entry VALUES (\(number), \(bytes))")
                        }) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(kept == 39)
            #expect(try await database.read { try $0.value("SELECT count(*) FROM entry WHERE n <> 20") } == 39)
        }
    }

    @Test func `a second desk on the same file is refused, a command is not, and the lock ends with its holder`() async throws {
        let address = try Engine.sqlite.freshAddress()
        let desk = try await Database(address, options: .test), other = try await Database(address, options: .test)
        try desk.lockForServing()
        let error = #expect(throws: StorageError.self) { try other.lockForServing() }
        #expect("\(error as Any)".contains("another process serves"))
        try await other.write { try $0.script("CREATE TABLE entry (n bigint)") }
        await desk.close()
        try other.lockForServing()
        await other.close()
    }

    @Test func `what another process wrote is noticed once, what we wrote is not`() async throws {
        let address = try Engine.sqlite.freshAddress()
        let desk = try await Database(address, options: .test), command = try await Database(address, options: .test)
        _ = try await desk.changedElsewhere()
        try await desk.write { try $0.script("CREATE TABLE entry (n bigint)") }
        #expect(try await !desk.changedElsewhere())
        try await command.write { tx in _ = try tx.execute("INSERT INTO entry VALUES (1)") }
        #expect(try await desk.changedElsewhere())
        #expect(try await !desk.changedElsewhere())
        await command.close()
        await desk.close()
    }

    @Test func `a command gets its turn beside a desk that never rests`() async throws {
        let address = try Engine.sqlite.freshAddress()
        let desk = try await Database(address, options: .test), command = try await Database(address, options: .test)
        try await desk.write { try $0.script("CREATE TABLE entry (n bigint)") }
        let load = Task {
            await withTaskGroup(of: Void.self) { group in
                for number in 1...16 {
                    group.addTask {
                        while !Task.isCancelled {
                            _ = try? await desk.write { tx in _ = try tx.execute("INSERT INTO entry VALUES (\(number))") }
                        }
                    }
                }
            }
        }
        let start = ContinuousClock.now
        for _ in 1...5 { try await command.write { tx in _ = try tx.execute("INSERT INTO entry VALUES (0)") } }
        let taken = ContinuousClock.now - start
        load.cancel()
        await load.value
        #expect(taken < .seconds(5))
        #expect(try await desk.read { try $0.value("SELECT count(*) FROM entry WHERE n = 0") } == 5)
        await command.close()
        await desk.close()
    }

    @Test func `a backup is a whole database, taken while others write`() async throws {
        try await Engine.sqlite.with { database in
            try await database.write { try $0.script("CREATE TABLE entry (n bigint); INSERT INTO entry VALUES (7)") }
            let path = try TestFolder.shared.path + "/backup-\(UUID().uuidString)"
            try await database.backup(to: path)
            await #expect(throws: StorageError.self) { try await database.backup(to: path) }
            let copy = try await Database(path, options: .test)
            #expect(try await copy.read { try $0.value("SELECT n FROM entry") } == 7)
            #expect(try await copy.read { try $0.value("PRAGMA integrity_check") } == "ok")
            await copy.close()
        }
    }

    private func write(
        _ number: Int, _ log: RecordingWriter.Log, fails: Bool = false, onRun: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) -> WaitingWrite {
        WaitingWrite(
            run: { _ in
                log.add("run \(number)")
                try onRun(number)
                if fails { throw StorageError.busy }
                return { log.add("answer \(number)") }
            },
            fail: { _ in log.add("fail \(number)") })
    }
}

/// A connection that keeps no data, only what was asked of it.
private final class RecordingWriter: SQLiteWriting {
    final class Log: Sendable {
        private let all = Mutex<[String]>([])
        private let open = Mutex(false)
        private let changed = Mutex(0)
        var changes: Int { changed.withLock { $0 } }
        func change() { changed.withLock { $0 += 1 } }
        var lines: [String] { all.withLock { $0 } }
        var isOpen: Bool {
            get { open.withLock { $0 } }
            set { open.withLock { $0 = newValue } }
        }
        func add(_ line: String) { all.withLock { $0.append(line) } }
    }

    let log = Log()

    /// As a full disk does: the whole transaction is gone, and the statement throws.
    var spoil: @Sendable (Int) throws -> Void {
        { [log] _ in
            log.isOpen = false
            throw StorageError.unavailable("full")
        }
    }

    /// As a verb that breaks a constraint.
    var writeAndFail: @Sendable (Int) throws -> Void {
        { [log] _ in
            log.change()
            throw StorageError.constraint(Constraint(.unique, ""))
        }
    }

    var changes: Int { log.changes }
    var isInTransaction: Bool { log.isOpen }
    func begin() { log.isOpen = true; log.add("begin") }
    func commit() throws {
        guard log.isOpen else { throw StorageError.sql(message: "no transaction is active", text: "COMMIT") }
        log.isOpen = false
        log.add("commit")
    }
    func rollback() { log.isOpen = false; log.add("rollback") }
    func execute(_ sql: SQL) -> Int { 0 }
    func submit(_ sql: SQL) {}
    func fetch(_ sql: SQL) -> Rows { Rows(names: [], count: 0, values: []) }
    func each(_ sql: SQL, _ body: (Row) throws -> Void) {}
    func script(_ text: String) {}
}
