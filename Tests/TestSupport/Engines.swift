import Foundation
import Storage

/// The engines on which every test of data runs.
package enum Engine: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite, postgres

    package static let all = Engine.allCases
    package var description: String { rawValue }

    /// The address of a new, empty database, which goes away with the test process.
    package func freshAddress() throws -> String {
        switch self {
        case .sqlite: "sqlite:\(try TestFolder.shared.path)/\(UUID().uuidString).sqlite"
        case .postgres: try PostgresServer.newDatabase()
        }
    }

    /// A new, empty database.
    package func fresh(_ options: Database.Options = .test) async throws -> Database {
        try await Database(freshAddress(), options: options)
    }

    /// Runs a test with a new database and closes it afterwards.
    package func with<Value>(
        _ options: Database.Options = .test, _ test: (Database) async throws -> Value
    ) async throws -> Value {
        let database = try await fresh(options)
        do {
            let value = try await test(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

extension Database.Options {
    /// Few connections, because many tests run at once.
    package static var test: Database.Options {
        var options = Database.Options()
        options.connections = 4
        options.readers = 2
        return options
    }
}

/// A folder of this process's own. It goes away with the process, even with one that is killed.
package struct TestFolder: Sendable {
    package static var shared: TestFolder { get throws { try result.get() } }
    private static let result = Result { try TestFolder() }

    package let path: String

    private init() throws {
        path = NSTemporaryDirectory() + "ventanilla-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Shell.afterThisProcess("rm -rf '\(path)'")
    }
}

/// PostgreSQL for this process: a private server, started at the first need, or the one in `VENTANILLA_TEST_POSTGRES`.
package enum PostgresServer {
    private static let address = Result {
        try ProcessInfo.processInfo.environment["VENTANILLA_TEST_POSTGRES"] ?? PostgresCluster().address
    }

    /// Makes an empty database.
    static func newDatabase() throws -> String {
        try newDatabase(at: address.get())
    }

    /// Makes a copy of a database, to which nobody may be connected.
    static func newDatabase(like template: String) throws -> String {
        let name = template.split(separator: "?")[0].split(separator: "/").last ?? ""
        return try newDatabase(at: address.get(), template: "\(name)")
    }

    /// Makes an empty database beside the one at `address`.
    package static func newDatabase(at address: String, template: String = "template0") throws -> String {
        let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let create = "CREATE DATABASE \(name) TEMPLATE \(template) ENCODING 'UTF8' LOCALE 'C'"
        try Shell.run("psql --no-psqlrc --quiet --dbname '\(address)' --command \"\(create)\"")

        let parts = address.split(separator: "?", maxSplits: 1)
        let place = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropLast() + [Substring(name)]
        return ([place.joined(separator: "/")] + parts.dropFirst().map(String.init)).joined(separator: "?")
    }
}

/// A private PostgreSQL server on a socket in a temporary folder. It ends with the process, even with one that is killed.
package struct PostgresCluster: Sendable {
    /// Of its database for administration.
    package let address: String
    private let folder: String

    /// Debian's place for the server's programs.
    private static let programs = "/usr/lib/postgresql/15/bin"
    /// PostgreSQL refuses to run as root.
    private static let asPostgres = geteuid() == 0 ? "cd /; runuser -u postgres --" : ""

    package init() throws {
        folder = "/tmp/ventanilla-pg-\(UUID().uuidString)"
        address = "postgres://postgres@/postgres?host=\(folder)"
        try Shell.run("""
            mkdir -m 700 '\(folder)' && { [ $(id -u) != 0 ] || chown postgres '\(folder)'; }
            \(Self.asPostgres) \(Self.programs)/initdb -D '\(folder)/data' -U postgres --auth=trust --locale=C -E UTF8 --no-sync
            """)
        try Shell.afterThisProcess("\(Self.asPostgres) \(control("stop -m immediate")); rm -rf '\(folder)'")
        try start()
    }

    package func start() throws {
        let settings = "-k \(folder) -h '' -c fsync=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB"
        try Shell.run("\(Self.asPostgres) \(control("start")) -l '\(folder)/log' -o \"\(settings)\"")
    }

    /// Stops it as a crash would.
    package func crash() throws {
        try Shell.run("\(Self.asPostgres) \(control("stop -m immediate"))")
    }

    private func control(_ verb: String) -> String {
        "\(Self.programs)/pg_ctl \(verb) -w -D '\(folder)/data'"
    }
}

/// Commands of the system.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a command and waits for it.
    static func run(_ command: String) throws {
        // Not a `Process`: it waits for everything the command left running. And errors go to a file, not to a pipe,
        // which a server that the command starts would keep open.
        let errors = NSTemporaryDirectory() + "ventanilla-errors-\(UUID().uuidString)"
        defer { unlink(errors) }
        let words = ["sh", "-c", "{ \(command)\n} > '\(errors)' 2>&1 < /dev/null"].map { (word: String) in strdup(word) }
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", nil, nil, words + [nil], environ) == 0 else {
            throw Failure(description: "cannot run: \(command)")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw Failure(description: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? command)
        }
    }

    /// Lets a command run when this process is gone, however it went.
    static func afterThisProcess(_ command: String) throws {
        let waiting = "while kill -0 \(getpid()); do sleep 0.5; done; \(command)"
        try run("setsid sh -c '\(waiting.replacingOccurrences(of: "'", with: "'\\''"))' > /dev/null 2>&1 &")
    }
}
