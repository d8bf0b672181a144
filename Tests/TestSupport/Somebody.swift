import SupportPolicy

/// Who works at, or writes to, each of the five companies.
package enum Somebody: String, CaseIterable, Sendable {
    /// Agents of levels 1, 2 and 3.
    case ines, beto, carla
    /// Quality, operations, administration.
    case quique, olga, ada
    /// Clients, registered, of two firms.
    case luna, sol

    package var name: String {
        switch self {
        case .ines: "Inés Ibarra"
        case .beto: "Beto Báez"
        case .carla: "Carla Cuevas"
        case .quique: "Quique Quintana"
        case .olga: "Olga Ochoa"
        case .ada: "Ada Alcántara"
        case .luna: "Luna Lara"
        case .sol: "Sol Serrano"
        }
    }

    package var role: Role {
        switch self {
        case .ines, .beto, .carla: .agent
        case .quique: .quality
        case .olga: .operations
        case .ada: .admin
        case .luna, .sol: .client
        }
    }

    package var level: Int? {
        switch self {
        case .ines: 1
        case .beto: 2
        case .carla: 3
        default: nil
        }
    }

    package func email(at company: SampleCompany) -> String {
        switch self {
        case .luna: "luna@papeleria.example"
        case .sol: "sol@ferreteria.example"
        default: "\(rawValue)@\(company.slug).example"
        }
    }
}
