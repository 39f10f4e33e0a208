"""Forms, rounds and submissions of monitoring; letters that come back"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('asking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('form_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('period_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_day', sa.Integer(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'made_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_asking_municipality_id_made_by')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_asking_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asking')),
    sa.UniqueConstraint('municipality_id', 'form_key', name=op.f('uq_asking_municipality_id_form_key')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_asking_municipality_id_id'))
    )
    with op.batch_alter_table('asking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asking_next_at'), ['next_at'], unique=False)

    op.create_table('edition',
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('remark', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('remarked_by', sa.Integer(), nullable=True),
    sa.Column('held_by', sa.Integer(), nullable=True),
    sa.Column('shown_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'held_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_edition_municipality_id_held_by')),
    sa.ForeignKeyConstraint(['municipality_id', 'remarked_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_edition_municipality_id_remarked_by')),
    sa.PrimaryKeyConstraint('municipality_id', 'week', name=op.f('pk_edition'))
    )
    op.create_table('form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('retired_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'made_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_form_municipality_id_made_by')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_form_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_form_municipality_id_id')),
    sa.UniqueConstraint('municipality_id', 'key', 'version', name=op.f('uq_form_municipality_id_key_version'))
    )
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('message_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sender', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'understood', 'shown', 'automatic', 'bounce', 'ignored', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('fault', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('received_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('settled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_letter_municipality_id_person_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_letter_municipality_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_letter_notice_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('message_id', name=op.f('uq_letter_message_id')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_letter_municipality_id_id')),
    sa.UniqueConstraint('source', 'key', name=op.f('uq_letter_source_key'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_notice_id'), ['notice_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_received_at'), ['received_at'], unique=False)
        batch_op.create_index('ix_letter_waiting', ['id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('confirmed_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_by', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'confirmed_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_confirmed_address_municipality_id_confirmed_by')),
    sa.ForeignKeyConstraint(['municipality_id', 'organization_id'], ['organization.municipality_id', 'organization.id'], name=op.f('fk_confirmed_address_municipality_id_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_confirmed_address_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmed_address')),
    sa.UniqueConstraint('municipality_id', 'address', 'person_id', 'organization_id', name=op.f('uq_confirmed_address_once'))
    )
    with op.batch_alter_table('confirmed_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_confirmed_address_address'), ['address'], unique=False)

    op.create_table('round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('ongoing', 'form', 'table', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', 'called_off', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('period_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('period_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=True),
    sa.Column('period_end', sa.Date(), nullable=True),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_time', sa.Time(), nullable=True),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=True),
    sa.Column('roadmap_id', sa.Integer(), nullable=True),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('blank_sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('blank_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('layout', sa.JSON(), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('cause', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'activity_id'], ['activity.municipality_id', 'activity.id'], name=op.f('fk_round_municipality_id_activity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'form_id'], ['form.municipality_id', 'form.id'], name=op.f('fk_round_municipality_id_form_id')),
    sa.ForeignKeyConstraint(['municipality_id', 'opened_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_round_municipality_id_opened_by')),
    sa.ForeignKeyConstraint(['municipality_id', 'roadmap_id'], ['roadmap.municipality_id', 'roadmap.id'], name=op.f('fk_round_municipality_id_roadmap_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_round_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round')),
    sa.UniqueConstraint('municipality_id', 'cause', name=op.f('uq_round_municipality_id_cause')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_round_municipality_id_id'))
    )
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_municipality_id_kind_period_key'), ['municipality_id', 'kind', 'period_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_round_next_at'), ['next_at'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('empty', 'draft', 'sent', 'returned', 'accepted', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('comments', sa.JSON(), nullable=False),
    sa.Column('remarks', sa.JSON(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.Column('file_sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('via', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id', 'assignment_id'], ['assignment.municipality_id', 'assignment.id'], name=op.f('fk_submission_municipality_id_assignment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_submission_municipality_id_person_id')),
    sa.ForeignKeyConstraint(['municipality_id', 'round_id'], ['round.municipality_id', 'round.id'], name=op.f('fk_submission_municipality_id_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_submission_assignment_id')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_submission_municipality_id_id'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_round_id_state'), ['round_id', 'state'], unique=False)

    op.create_table('class_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('class_label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('handed_by', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('asked', 'sent', 'confirmed', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'handed_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_class_part_municipality_id_handed_by')),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_class_part_municipality_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'submission_id'], ['submission.municipality_id', 'submission.id'], name=op.f('fk_class_part_municipality_id_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_part')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_class_part_municipality_id_id')),
    sa.UniqueConstraint('submission_id', 'class_label', name=op.f('uq_class_part_submission_id_class_label'))
    )
    with op.batch_alter_table('class_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_part_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_milestone_round_id'), ['round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_milestone_municipality_id_round_id'), 'round', ['municipality_id', 'round_id'], ['municipality_id', 'id'], ondelete='CASCADE')

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('next_round_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_municipality_next_round_at'), ['next_round_at'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('letters', sa.JSON(), nullable=False, server_default=sa.text("'{}'")))

    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('plan', 'monitoring', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False, server_default='plan'))



def downgrade() -> None:
    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_roadmap_kind'), type_='check')
        batch_op.drop_column('kind')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('letters')

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_municipality_next_round_at'))
        batch_op.drop_column('next_round_at')

    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_milestone_municipality_id_round_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_milestone_round_id'))
        batch_op.drop_column('round_id')

    with op.batch_alter_table('class_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_part_person_id'))

    op.drop_table('class_part')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_round_id_state'))

    op.drop_table('submission')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_next_at'))
        batch_op.drop_index(batch_op.f('ix_round_municipality_id_kind_period_key'))

    op.drop_table('round')
    with op.batch_alter_table('confirmed_address', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_confirmed_address_address'))

    op.drop_table('confirmed_address')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_letter_received_at'))
        batch_op.drop_index(batch_op.f('ix_letter_notice_id'))

    op.drop_table('letter')
    op.drop_table('form')
    op.drop_table('edition')
    with op.batch_alter_table('asking', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asking_next_at'))

    op.drop_table('asking')
