import BusinessTime
import Foundation
import Logging
import ServiceDesk
import Storage
import SupportPolicy
import ZoneFiles

/// A database with the five companies and their people, made once for each engine and copied for every test.
actor Template {
    static let shared = Template()
    private var made: [Engine: Task<String, any Error>] = [:]

    /// The address of a new database like it.
    func copy(on engine: Engine) async throws -> String {
        let making = made[engine] ?? Task { try await Self.make(on: engine) }
        made[engine] = making
        let template = try await making.value
        switch engine {
        case .postgres: return try PostgresServer.newDatabase(like: template)
        case .sqlite:
            let address = try engine.freshAddress()
            try FileManager.default.copyItem(atPath: Self.path(template), toPath: Self.path(address))
            return address
        }
    }

    private static func path(_ address: String) -> String { String(address.dropFirst("sqlite:".count)) }

    private static func make(on engine: Engine) async throws -> String {
        let address = try engine.freshAddress()
        var options = Database.Options.test
        // Before everything that any test lets happen.
        options.clock = { Instant(seconds: 1_700_000_000) }
        let database = try await Database(address, options: options)
        let desk = try await Desk(database, blobs: .forTests())
        for company in SampleCompany.allCases {
            _ = try await desk.add(policy: company.document, file: "\(company.slug).yaml")
            for somebody in Somebody.allCases {
                try await desk.enter(
                    email: somebody.email(at: company), name: somebody.name, role: somebody.role, level: somebody.level, in: company.slug)
            }
        }
        guard engine == .sqlite else {
            await database.close()
            return address
        }
        // One file with everything, whatever the engine keeps beside its own.
        let copy = try engine.freshAddress()
        try await database.backup(to: path(copy))
        await database.close()
        return copy
    }
}

extension Desk {
    /// A desk for tests, which logs nothing: tests break things on purpose.
    package convenience init(_ database: Database, blobs: BlobStore, reading: MailReading = .init()) async throws {
        try await self.init(
            database: database, blobs: blobs, settings: Settings(publicURL: "https://soporte.example"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, reading: reading, zone: ZoneFiles.zone(named:))
    }
}

extension BlobStore {
    package static func forTests() throws -> BlobStore {
        try BlobStore("\(try TestFolder.shared.path)/blobs-\(UUID().uuidString)")
    }
}
