/** What the cases need beside the standard tables, in the format of a schema file. */
export const extraSchema = {
  tables: {
    contact: {
      columns: {},
      keys: { pk_email: { columns: ["emailaddress1"] }, pk_phone: { columns: ["mobilephone"], state: "pending" } },
    },
    pk_plot: {
      schemaName: "pk_Plot",
      entitySet: "pk_plots",
      displayName: "Plot",
      primaryName: "pk_name",
      columns: {
        pk_name: { type: "string", maxLength: 100 },
        pk_size: { type: "decimal" },
        pk_tenant: { type: "lookup", targets: ["contact"], schemaName: "pk_Tenant" },
      },
    },
  },
  manyToMany: { pk_plot_lead: { tables: ["pk_plot", "lead"] } },
};
