import BusinessTime
import Dispatch
import Glibc
import Logging

/// A PostgreSQL server: a pool of connections, each on its own thread, because libpq blocks.
final class PostgresStore: Store {
    private let jobs = WorkQueue<@Sendable (PostgresSession) -> Void>()

    /// Connects once, to find out whether it is possible; the other connections follow when they have work.
    init(_ address: String, options: Database.Options) async throws {
        for number in 1...max(options.connections, 1) {
            jobs.startThread(named: "postgres-\(number)") { queue in
                let session = PostgresSession(address, options: options)
                while let job = queue.next() { job(session) }
            }
        }
        do {
            try await run { session in try session.connect() }
        } catch {
            await jobs.close()
            throw error
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await run { session in try session.read(body) }
    }

    func write<Value: Sendable>(
        _ isolation: Database.Isolation, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await run { session in try session.write(isolation, body) }
    }

    /// Any number of nodes may serve.
    func lockForServing() {}

    /// Other nodes may have written at any time; asking the server would cost as much as looking.
    func changedElsewhere() -> Bool { true }

    func forgetOverwritten() {}

    func backup(to path: String) throws {
        throw StorageError.unavailable("a PostgreSQL database is backed up with pg_dump")
    }

    func close() async {
        await jobs.close()
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable (PostgresSession) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            let isTaken = jobs.push { session in
                let result = Result { try work(session) }
                caller.resume(with: result)
            }
            if !isTaken { caller.resume(throwing: StorageError.unavailable("closed")) }
        }
    }
}

/// One thread's connection, which is made anew when it is lost, and the rules for running a transaction again.
final class PostgresSession {
    private static let longestPause = 50.0  // milliseconds between two attempts at a contended write

    private let address: String
    private let options: Database.Options
    private var connection: PostgresConnection?

    init(_ address: String, options: Database.Options) {
        self.address = address
        self.options = options
    }

    /// Connects now or fails now.
    func connect() throws {
        connection = try PostgresConnection(address, patience: options.patience)
    }

    func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try perform(nil, body) { $0.abandon() }
    }

    func write<Value>(_ isolation: Database.Isolation, _ body: (Transaction) throws -> Value) throws -> Value {
        let opening: SQL = switch isolation {
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
        case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
        }
        return try perform(opening, body) { try $0.commit() }
    }

    /// Runs the closure until it gets through undisturbed. It is repeated only while it is certain that nothing
    /// was committed: a connection lost during COMMIT ends it.
    private func perform<Value>(
        _ opening: SQL?, _ body: (Transaction) throws -> Value, end: (PostgresConnection) throws -> Void
    ) throws -> Value {
        let deadline = DispatchTime.now() + .seconds(options.patience)
        var attempts = 0
        while true {
            let connection = try connected(until: deadline)
            do {
                try connection.begin(opening)
                let transaction = Transaction(on: connection, engine: .postgres, at: options.clock())
                let value = try body(transaction)
                try transaction.requireIntact()
                try end(connection)
                return value
            } catch Interruption.conflict {
                connection.abandon()
                guard DispatchTime.now() < deadline else { throw StorageError.busy }
            } catch Interruption.lost(let reason) {
                self.connection = nil
                options.logger.warning("connection lost", metadata: ["reason": "\(reason)"])
                guard DispatchTime.now() < deadline else { throw StorageError.unavailable(reason) }
            } catch {
                if error as? StorageError == .outcomeUnknown { self.connection = nil } else { connection.abandon() }
                throw error
            }
            attempts += 1
            pause(attempts)
        }
    }

    /// The connection; a lost one is sought again while patience lasts, as a server may just be restarting.
    private func connected(until deadline: DispatchTime) throws -> PostgresConnection {
        var attempts = 0
        while true {
            if let connection { return connection }
            do {
                try connect()
            } catch {
                guard DispatchTime.now() < deadline else { throw error }
                attempts += 1
                pause(attempts)
            }
        }
    }

    /// Waits a random time that grows with each attempt, so that rivals come back one after the other.
    private func pause(_ attempt: Int) {
        let longest = min(Double(1 << min(attempt, 10)), Self.longestPause)
        usleep(UInt32(Double.random(in: 0...longest) * 1000))
    }
}
